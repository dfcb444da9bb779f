import { type Int as Whole, outputs as several, task as step } from "flytekit-ts";

export const square = step(({ x }: { x: Whole }) => several({ y: x }));
