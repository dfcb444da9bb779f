import { task } from "flytekit-ts";

interface Nothing {}

export const nothing = task(({ a, b }: { a: {}; b: Nothing }) => "x");
