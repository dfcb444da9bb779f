import { eager, type Int, task } from "flytekit-ts";

export const square = task(({ x }: { x: Int }): Int => x * x);

/** Squares until it is enough.
 * @param start where to begin
 * @returns the first square above the limit */
export const until = eager(async ({ start, limit = 100 }: { start: Int; limit?: Int }) => {
	let x = start;
	// What is awaited is a value: it may steer the code.
	while (x < limit) x = await square({ x });
	return x;
});
export const withOptions = eager({ retries: 2 }, async ({ n }: { n: Int }): Promise<string> => `${await until({ start: n })}`);
export const none = eager(async () => {});
