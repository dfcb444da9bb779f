import { count } from "./arguments.js";
import { expectEqual, type Figures, measure, round } from "./measure.js";
import { crunchAll } from "./programs.js";
import { ready } from "./ready.js";

/** Long beside what it takes to start a thread. */
const ROUNDS = 200_000_000;

/**
 * N tasks that keep a core busy, first one alone, then all at a time: how many times as much gets done. The threads are there
 * before either is measured, as on any run but the first.
 */
export async function run(args: string[]): Promise<Figures> {
	const n = args.length === 0 ? 2 : count(args, 0);
	await ready();
	await crunchAll({ n, rounds: 1000 });
	const one = await measure(() => crunchAll({ n: 1, rounds: ROUNDS }));
	const all = await measure(() => crunchAll({ n, rounds: ROUNDS }));
	expectEqual("outputs", all.value.length, n);
	expectEqual("same result", all.value[n - 1], one.value[0]);
	return {
		n,
		one_s: one.wall_s,
		all_s: all.wall_s,
		all_cpu_s: all.cpu_s,
		speedup: round((n * one.wall_s) / all.wall_s),
	};
}
