import { dynamic, eager, type Inputs, type Int, task, workflow } from "flytekit-ts";

const square = task(({ x }: { x: Int }): Int => x * x);
const nothing = task((): void => {});

export const caught = workflow(({ n }: Inputs<{ n: Int }>) => {
	square({ x: n }).catch(() => 0);
});
export const later = dynamic(async ({ n }: { n: Int }) => {
	const done = nothing();
	await done.finally(() => {});
	const one = square({ x: n });
	return one;
});

export const right = eager(async ({ n }: { n: Int }): Promise<Int> => square({ x: n }).catch(() => 0));
export const work = dynamic(async ({ n }: { n: Int }) => {
	const x = await Promise.resolve(n).catch(() => 0);
	return square({ x });
});
