import { task } from "flytekit-ts";

export const keys = task((inputs: { m: Map<number, string>; r: Record<number, string>; d: Map<Date, string> }) => "x");
