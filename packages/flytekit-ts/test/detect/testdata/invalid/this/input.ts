import { type Int, task } from "flytekit-ts";

export const declared = task(function (this: { n: Int }, { x }: { x: Int }) {
	return x;
} as ({ x }: { x: Int }) => Int);

function usesThis({ x }: { x: Int }): Int {
	// @ts-ignore
	return this.n + x;
}
export const implicit = task(usesThis);
