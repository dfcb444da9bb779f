import { task } from "flytekit-ts";

export const sym = task(({ s, o }: { s: symbol; o: object }) => "x");
