import { count } from "./arguments.js";
import { expectEqual, type Figures, measure } from "./measure.js";
import { sleepLoop } from "./programs.js";
import { ready } from "./ready.js";

/** A dynamic of N tasks that each wait 0.25 s, run here. */
export async function run(args: string[]): Promise<Figures> {
	const n = count(args, 0);
	await ready();
	const { value, ...figures } = await measure(() => sleepLoop({ n }));
	expectEqual("outputs", value.length, n);
	expectEqual("last output", value[n - 1], n - 1);
	return { n, ...figures, ideal_serial_s: 0.25 * n };
}
