import { type Int, task } from "flytekit-ts";

function declared({ x }: { x: Int }): Int {
	return x;
}
const constant = ({ x }: { x: Int }): Int => x;

export const fromDeclaration = task(declared);
export const fromConstant = task({ retries: 1 }, constant);
export const fromExpression = task(function named({ x }: { x: Int }) {
	return x;
});
export const wholeParameter = task((inputs: { x: Int }) => inputs.x);
export const parenthesised = task((({ x }: { x: Int }) => x) satisfies (i: { x: Int }) => Int);
