import { type Int, task } from "flytekit-ts";

interface Cat {
	purrs: boolean;
}
interface Fish {
	depth: number;
}

export const unions = task(
	(inputs: {
		a: Int | string;
		b: Cat | Fish;
		c: Cat | Fish | undefined;
		d: string[] | string;
		e: boolean | Int;
		f: "auto" | Int;
		g: Date | bigint | null;
	}) => inputs.a,
);
