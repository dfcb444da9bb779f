import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runEntity } from "../../../src/engine/index.js";
import { RunStore } from "../../../src/engine/journal/run-store.js";
import { dynamic, graph, node, plain, spec, task } from "../../engine/build.js";
import { flag, has } from "../arguments.js";
import { children, inParts, order, report } from "../parts.js";
import { sampleHeader } from "../sample-run.js";

/*
 * npm run -s soak -- [--tasks N] [--json]: one run of N small tasks, a thousand at a time, with a journal. Memory and open files after three
 * tenths are compared with those at the end: in a short run code is still compiled, and pools fill, until then.
 */

/** One measurement. */
interface Sample {
	readonly tasks: number;
	/** After a collection of garbage. */
	readonly rssMib: number;
	readonly heapMib: number;
	readonly files: number;
	readonly seconds: number;
}

const BATCH = 1000;
/** The process that measures itself is a child, for `--expose-gc`. */
if (children().length > 0) {
	const tasks = Math.ceil(Number(flag("tasks", "1000000")) / BATCH) * BATCH;
	const [self = ""] = children();
	const [samples = []] = await inParts<number, readonly Sample[]>(self, [tasks], {
		...process.env,
		PROOF_CHILDREN: "[]",
	});
	const [early, last] = [samples[3], samples.at(-1)] as [Sample, Sample];
	const growth = (name: "rssMib" | "heapMib") => (last[name] - early[name]) / early[name];
	const isFlat = growth("rssMib") < 0.1 && growth("heapMib") < 0.1 && last.files <= early.files;
	if (!has("json")) {
		for (const { tasks: done, rssMib, heapMib, files, seconds } of samples) {
			console.log(`${done} tasks: ${rssMib} MiB resident, ${heapMib} MiB heap, ${files} files, ${seconds} s`);
		}
		console.log(isFlat ? "1 passed, 0 failed" : "0 passed, 1 failed");
	}
	console.log(
		JSON.stringify({
			tasks,
			rss_growth: round(growth("rssMib")),
			heap_growth: round(growth("heapMib")),
			files: last.files,
			isFlat,
		}),
	);
	if (!isFlat) process.exitCode = 1;
} else report(await soak(order<number>()));

async function soak(tasks: number): Promise<Sample[]> {
	const folder = mkdtempSync(join(tmpdir(), "soak-"));
	const batches = tasks / BATCH;
	const samples: Sample[] = [];
	const began = performance.now();
	const sample = (done: number) => {
		for (let i = 0; i < 3; i++) globalThis.gc?.();
		const { rss, heapUsed } = process.memoryUsage();
		const files = readdirSync("/proc/self/fd").length;
		const seconds = Math.round((performance.now() - began) / 1e3);
		samples.push({
			tasks: done,
			rssMib: Math.round(rss / 2 ** 20),
			heapMib: Math.round(heapUsed / 2 ** 20),
			files,
			seconds,
		});
	};
	const small = task("m.small", ["a"], ({ a }) => (a as number) + 1);
	let done = 0;
	const batch = dynamic("m.batch", ["nth"], ({ nth }) => {
		if (done++ % Math.max(1, Math.floor(batches / 10)) === 0) sample((nth as number) * BATCH);
		const nodes = Array.from({ length: BATCH }, (_, i) => node(`dn${i}`, small, { a: (nth as number) * BATCH + i }));
		return spec(graph(nodes, { o0: `dn${BATCH - 1}.o0` }));
	});
	const all = dynamic("m.all", [], () => {
		const nodes = Array.from({ length: batches }, (_, nth) =>
			node(`dn${nth}`, batch, { nth }, { after: nth === 0 ? [] : [`dn${nth - 1}`] }),
		);
		return spec(graph(nodes, { o0: `dn${batches - 1}.o0` }));
	});
	const path = join(folder, "store.db");
	const store = new RunStore(path);
	const result = await runEntity(all, new Map(), { journal: store.begin(sampleHeader("soak")), executionId: "soak" });
	sample(tasks);
	if (plain(result.outputs.get("o0")) !== tasks) throw new Error(`it came to ${result.error ?? "something else"}`);
	if (result.counts.attempts < tasks) throw new Error(`${result.counts.attempts} attempts`);
	console.error(`store: ${Math.round(statSync(path).size / tasks)} bytes for each task`);
	store.close();
	rmSync(folder, { recursive: true });
	return samples;
}

function round(share: number): number {
	return Math.round(share * 1000) / 1000;
}
