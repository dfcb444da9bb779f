import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	conditional,
	currentContext,
	dynamic,
	eq,
	type Inputs,
	type Int,
	RecoverableError,
	task,
	workflow,
} from "flytekit-ts";
import { square, total } from "./arithmetic.js";

/*
 * Dynamics whose calls fold into array nodes on the way to Flyte. Tasks leave a file for each time that they ran, in a folder of
 * the case's own: how often a call ran is what the engine's records of an array do not say.
 */

function ran(folder: string, name: string): void {
	writeFileSync(join(folder, `${name}.${process.pid}`), "");
}

/** Takes what the calls gave whole, backwards, in parts and one by one. */
export const mixing = dynamic(({ n }: { n: Int }) => {
	const squares = Array.from({ length: n }, (_, i) => square({ n: i }));
	return [
		total({ values: squares }),
		total({ values: [...squares].reverse().slice(0, 3) }),
		total({ values: [squares[7] ?? 0, squares[3] ?? 0, 1000] }),
	];
});
export const mixed = workflow(({ n }: Inputs<{ n: Int }>) => mixing({ n }));

export const plusOne = task(({ n, by }: { n: Int; by: Int }): Int => n + by);
export const staging = dynamic(({ n }: { n: Int }) =>
	total({ values: Array.from({ length: n }, (_, i) => plusOne({ n: square({ n: i }), by: 1 })) }),
);
export const staged = workflow(({ n }: Inputs<{ n: Int }>) => staging({ n }));

/** Fails for one number, as long as a file is not there. */
export const fragile = task(({ n, not, folder }: { n: Int; not: Int; folder: string }): Int => {
	ran(folder, `fragile-${n}`);
	if (n === not && !existsSync(join(folder, "mended"))) throw new Error(`${n} is broken`);
	return n;
});
export const breaking = dynamic(({ n, not, folder }: { n: Int; not: Int; folder: string }) =>
	total({ values: Array.from({ length: n }, (_, i) => fragile({ n: i, not, folder })) }),
);
export const broken = workflow((i: Inputs<{ n: Int; not: Int; folder: string }>) => breaking(i));

export const kept = task({ cache: "1" }, ({ n, folder }: { n: Int; folder: string }): Int => {
	ran(folder, `kept-${n}`);
	return n;
});
export const keeping = dynamic(({ n, folder }: { n: Int; folder: string }) =>
	total({ values: Array.from({ length: n }, (_, i) => kept({ n: i, folder })) }),
);
export const keptCalls = workflow((i: Inputs<{ n: Int; folder: string }>) => keeping(i));

/** Its first attempt fails for one number. */
export const unsteady = task({ retries: 2 }, ({ n, not, folder }: { n: Int; not: Int; folder: string }): Int => {
	ran(folder, `unsteady-${n}-${currentContext().attempt}`);
	if (n === not && currentContext().attempt === 0) throw new RecoverableError(`${n} is not there yet`);
	return n;
});
export const trying = dynamic(({ n, not, folder }: { n: Int; not: Int; folder: string }) =>
	total({ values: Array.from({ length: n }, (_, i) => unsteady({ n: i, not, folder })) }),
);
export const tried = workflow((i: Inputs<{ n: Int; not: Int; folder: string }>) => trying(i));

/** The same as dynamics.fan, folded. */
export const fanning = dynamic(({ n }: { n: Int }) =>
	total({ values: Array.from({ length: n }, (_, i) => square({ n: i })) }),
);
export const fan = workflow(({ n }: Inputs<{ n: Int }>) => fanning({ n }));

/** Many short calls in few containers. */
export const batching = dynamic({ batch: 50 }, ({ n }: { n: Int }) => {
	const squares = Array.from({ length: n }, (_, i) => square({ n: i }));
	return [total({ values: squares }), ...squares.slice(-1), ...squares.slice(1, 2)];
});
export const batched = workflow(({ n }: Inputs<{ n: Int }>) => batching({ n }));

/** A container dies in the middle of its calls: the next one goes on with those that are left. */
export const mortal = task(async ({ n, folder }: { n: Int; folder: string }): Promise<Int> => {
	const last = n % 10 === 9;
	if (last) await new Promise((resolve) => setTimeout(resolve, 500));
	ran(folder, `mortal-${n}`);
	if (n === 9 && !existsSync(join(folder, "died"))) {
		writeFileSync(join(folder, "died"), "");
		process.kill(process.pid, "SIGKILL");
		await new Promise(() => {});
	}
	return n;
});
export const dying = dynamic({ batch: 10 }, ({ n, folder }: { n: Int; folder: string }) =>
	total({ values: Array.from({ length: n }, (_, i) => mortal({ n: i, folder })) }),
);
export const survived = workflow((i: Inputs<{ n: Int; folder: string }>) => dying(i));

export const breakingBatch = dynamic({ batch: 4 }, ({ n, not, folder }: { n: Int; not: Int; folder: string }) =>
	total({ values: Array.from({ length: n }, (_, i) => fragile({ n: i, not, folder })) }),
);
export const brokenBatch = workflow((i: Inputs<{ n: Int; not: Int; folder: string }>) => breakingBatch(i));

/** A graph in shares: two stages, taken whole, backwards and one by one. */
export const sharing = dynamic({ split: 100, batch: 25 }, ({ n }: { n: Int }) => {
	const squares = Array.from({ length: n }, (_, i) => square({ n: i }));
	const more = [...squares].reverse().map((x) => plusOne({ n: x, by: 1 }));
	return [total({ values: more }), ...more.slice(0, 2), ...squares.slice(-1)];
});
export const shared = workflow(({ n }: Inputs<{ n: Int }>) => sharing({ n }));

export const breakingShare = dynamic({ split: 5, fold: "require" }, (i: { n: Int; not: Int; folder: string }) =>
	total({ values: Array.from({ length: i.n }, (_, n) => fragile({ n, not: i.not, folder: i.folder })) }),
);
export const brokenShare = workflow((i: Inputs<{ n: Int; not: Int; folder: string }>) => breakingShare(i));

export interface Measured {
	n: Int;
	label: string;
}
export const measured = task(({ n }: { n: Int }): Measured => ({ n, label: `number ${n}` }));
/** Fields of structs go into shares as constants, and a conditional compares what one call of many gives. */
export const deciding = dynamic({ split: 9, batch: 5 }, ({ n }: { n: Int }) => {
	const squares = Array.from({ length: n }, (_, i) => square({ n: measured({ n: i }).n }));
	const [first = 0, ...others] = squares;
	const last = others.at(-1) ?? 0;
	const choice = conditional("choice")
		.if(eq(first, 0), () => plusOne({ n: last, by: 1 }))
		.else(() => plusOne({ n: last, by: 2 }));
	return [total({ values: squares }), choice];
});
export const decided = workflow(({ n }: Inputs<{ n: Int }>) => deciding({ n }));
