import { type Int, outputs, task } from "flytekit-ts";

interface Parts {
	/** The whole part. */
	quotient: Int;
	remainder?: Int;
}

/**
 * Divides.
 * @returns ignored, for the outputs are named
 */
export const divide = task(({ a, b }: { a: Int; b: Int }) => outputs({ quotient: Math.floor(a / b) as Int, remainder: a % b }));
export const declared = task(({ a }: { a: Int }) => outputs<Parts>({ quotient: a }));
export const single = task(({ a }: { a: Int }) => outputs({ only: a }));
