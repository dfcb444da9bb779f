import { type FlyteError, type Inputs, type Int, task, workflow } from "flytekit-ts";

export const cleanup = task(({ a, err }: { a: Int; err?: FlyteError }): void => {
	console.log(a, err?.message);
});
export const main = workflow({ onFailure: cleanup }, ({ a }: Inputs<{ a: Int }>) => {
	cleanup({ a });
});
