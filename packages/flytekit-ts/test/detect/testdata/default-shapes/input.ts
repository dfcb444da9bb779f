import { task } from "flytekit-ts";

export const shapes = task(
	({ a = { $bigint: "mine" }, b = [[], [{ c: null }]] }: { a?: { $bigint: string }; b?: { c: null }[][] }) => a.$bigint,
);
