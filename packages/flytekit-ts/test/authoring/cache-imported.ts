import { type CachePolicy, type Int, task } from "flytekit-ts";

/** What a cached task imports. */
export function byHalf(n: number): number {
	return n / 2;
}

/** A factory of tasks: what it makes belongs to the file that calls it. */
export function cachedBy(policy: CachePolicy, by: number) {
	return task({ cache: { policies: [policy] } }, ({ n }: { n: Int }) => n * by);
}
