import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import type { Durability } from "../../../src/engine/journal/database.js";
import { RunStore } from "../../../src/engine/journal/run-store.js";
import { seededRandom } from "../../../src/testing/seeded-random.js";
import { letGo, order, report } from "../parts.js";
import { committedOf, runSample } from "../sample-run.js";
import { Disk } from "./disk.js";
import type { Operation } from "./log.js";
import { type Trace, type TraceShape, traced } from "./trace.js";

/** What one process of the proof does. */
export interface PartOrder {
	readonly images: number;
	readonly seed: number;
	readonly durability: Durability;
	/** The program that is watched, and the shim that watches. */
	readonly child: string;
	readonly library: string;
	/** How each of its traces is made; the images are shared out among them. */
	readonly shapes: readonly TraceShape[];
}

/** What it found. */
export interface PartTally {
	readonly images: number;
	/** Of a disk on which something was not certain. */
	readonly cut: number;
	/** In which some of the work was lost, as it may be where nobody was told of it. */
	readonly lossy: number;
	/** Whose run was gone on with to its end. */
	readonly resumed: number;
	readonly wrong: number;
}

const { images, seed, durability, child, library, shapes } = order<PartOrder>();
const { next: chance } = seededRandom(seed);
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const folder = mkdtempSync(join(memory, "power-loss-"));

let shown = 0;
const tally = { images: 0, cut: 0, lossy: 0, resumed: 0, wrong: 0 };

async function check(trace: Trace, at: number, disk: Disk, said: readonly string[]): Promise<void> {
	const place = join(folder, "image");
	rmSync(place, { recursive: true, force: true });
	const store = join(place, relative(trace.folder, trace.order.store));
	for (const [path, bytes] of disk.image(chance)) {
		const file = join(place, relative(trace.folder, path));
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, bytes);
	}
	if (++tally.images % 100 === 0) await letGo();
	let isWrong = false;
	const wrong = (why: string) => {
		if (!isWrong) tally.wrong++;
		isWrong = true;
		if (shown++ < 10) console.error(`after operation ${at} of ${trace.operations.length}: ${why}`);
	};
	try {
		const opened = new RunStore(store, { commit: { records: 16 } });
		const had = new Map<string, Map<string, string>>();
		for (const [run, truth] of trace.truth) {
			const found = committedOf(opened, run);
			had.set(run, found);
			for (const [path, value] of found) {
				if (truth.get(path) !== value) wrong(`${run} ${path} is ${value}, and was ${truth.get(path)}`);
			}
			const isThere = opened.runs().some(({ id }) => id === run);
			if (said.includes(`${run} begun`) && !isThere) wrong(`run ${run} was begun and is not there`);
		}
		for (const line of said) {
			const [run = "", path = ""] = line.split(" ");
			if (path !== "begun" && !had.get(run)?.has(path)) wrong(`${line} was acknowledged and is not there`);
		}
		const whole = [...had.values()].reduce((all, one) => all + one.size, 0);
		if (whole < [...trace.truth.values()].reduce((all, one) => all + one.size, 0)) tally.lossy++;
		if (tally.images % 50 === 0) await resume(opened, trace, had, wrong);
		opened.close();
	} catch (error) {
		wrong(String((error as Error).stack));
	}
}

/** Goes on with a run of the image that had not ended, as `recover` does: it must come to the same, and run nothing again. */
async function resume(
	store: RunStore,
	trace: Trace,
	had: ReadonlyMap<string, ReadonlyMap<string, string>>,
	wrong: (why: string) => void,
): Promise<void> {
	const open = store.runs().find(({ state }) => state === "running" || state === "interrupted");
	if (open === undefined) return;
	store.database.run("update runs set owner = null");
	const again: string[] = [];
	const { journal } = store.recover(open.id);
	const before = had.get(open.id);
	const ran = (path: string) => void (before?.has(path) === true && again.push(path));
	const result = await runSample(journal, trace.order.tasks, { ran });
	tally.resumed++;
	if (again.length > 0) wrong(`${open.id}: ${again.join(", ")} ran again`);
	const end = committedOf(store, open.id).get("end");
	if (result.phase !== "succeeded" || end !== trace.truth.get(open.id)?.get("end")) wrong(`${open.id} came to ${end}`);
}

for (const [nth, shape] of shapes.entries()) {
	const trace = traced(join(folder, `trace-${nth}`), child, library, { ...shape, durability });
	const count = trace.operations.length;
	const disk = new Disk(trace.folder);
	const said: string[] = [];
	const share = Math.ceil(images / shapes.length);
	for (let at = 0; at < count; at++) {
		const op = trace.operations[at] as Operation;
		// what was said is known to somebody else, whatever becomes of this disk
		if (op.path !== trace.order.acks) disk.apply(op);
		else if (op.kind === "write") said.push(...op.data.toString("utf8").trim().split("\n"));
		const due = Math.floor(((at + 1) * share) / count) - Math.floor((at * share) / count);
		for (let i = 0; i < due; i++) {
			if (disk.isUncertain) tally.cut++;
			await check(trace, at, disk, said);
		}
	}
}
rmSync(folder, { recursive: true });
report(tally);
