import { eager, type Int, task } from "flytekit-ts";

export const r_one = task(({ a }: { a: Int }): Int => a);
export const r_async = task(async ({ a }: { a: Int }): Promise<Int> => a + 1);

export const r_eager = eager(async ({ a }: { a: Int }): Promise<Int> => {
	const x = await r_async({ a });
	return r_one({ a: x });
});
