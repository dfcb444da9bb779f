import { task } from "flytekit-ts";

export const ident = task(<T>({ x }: { x: T }) => x);
function first<T>({ xs }: { xs: T[] }): T {
	return xs[0] as T;
}
export const open = task(first);
