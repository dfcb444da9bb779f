import { type Int, task } from "flytekit-ts";

interface Loose {
	name: string;
	[key: string]: string | Int;
}

export const loose = task(({ l }: { l: Loose }) => l.name);
