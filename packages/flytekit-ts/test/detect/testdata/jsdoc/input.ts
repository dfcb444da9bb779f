import { type Int, task } from "flytekit-ts";

/**
 * Adds up
 * all values.
 *
 * The longer story is told here,
 * in two lines.
 *
 * And in two paragraphs.
 * @param values what to add
 * @param inputs.start where to begin
 * @param options.step - how far to go
 * @returns the sum
 */
export const sum = task((inputs: {
	values: Int[];
	start: Int;
	step: Int;
	/** Its own
	 * words. */
	own: Int;
}) => inputs.start);

/** Documented where the function is. */
function plain({ x }: { x: Int }): Int {
	return x;
}
export const documented = task(plain);

export const bare = task(plain);

/** A single line with {@link sum a link}. */
export const oneLine = task(() => 1);
