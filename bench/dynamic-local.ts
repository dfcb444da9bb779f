import { count } from "./arguments.js";
import { asCommand, expectEqual, type Figures, measure, storeBytes } from "./measure.js";
import { loop } from "./programs.js";
import { ready } from "./ready.js";

/** A dynamic that calls a trivial task N times, run here. */
export async function run(args: string[]): Promise<Figures> {
	const n = count(args, 0);
	await ready();
	asCommand();
	const { value, ...figures } = await measure(() => loop({ n }));
	expectEqual("outputs", value.length, n);
	expectEqual("last output", value[n - 1], n);
	return { n, ...figures, cpu_us_per_task: Math.round((figures.cpu_s / n) * 1e7) / 10, ...storeBytes() };
}
