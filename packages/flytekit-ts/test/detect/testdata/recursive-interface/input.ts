import { type Int, task } from "flytekit-ts";

interface Tree {
	value: Int;
	children: Tree[];
	parent?: Tree;
	byName: Record<string, Tree | null>;
}
type Chain = { next: Chain | undefined; tree: Tree };
interface A {
	b: B | string;
}
interface B {
	a: A[];
}

export const depth = task(({ tree, chain, a }: { tree: Tree; chain: Chain; a: A | B }) => tree);
