import { type Int, task } from "flytekit-ts";

function size(inputs: { s: string }): Int;
function size(inputs: { n: Int }): Int;
function size(inputs: { s?: string; n?: Int }): Int {
	return inputs.s?.length ?? inputs.n ?? 0;
}

export const overloaded = task(size);
