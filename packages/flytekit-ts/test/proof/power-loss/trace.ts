import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Durability } from "../../../src/engine/journal/database.js";
import { ShimControl, shimEnvironment } from "../shim/control.js";
import { type Operation, readLog } from "./log.js";

/** What makes one trace other than the next. */
export interface TraceShape {
	/** Records of a commit. */
	readonly records: number;
	/** Pages in the log after which it is copied into the database. */
	readonly checkpointPages: number;
	/** Whether the store is closed between runs. */
	readonly reopens: boolean;
}

/** What the program that is watched is told. */
export interface TraceOrder extends TraceShape {
	readonly store: string;
	readonly acks: string;
	/** Where it says, at the end, what each run committed. */
	readonly truth: string;
	readonly runs: readonly string[];
	readonly tasks: number;
	readonly durability?: Durability;
}

/** Everything that a program did to its files, and what it had committed in the end, by run. */
export interface Trace {
	readonly folder: string;
	readonly order: TraceOrder;
	readonly operations: readonly Operation[];
	readonly truth: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Runs the program under the shim. */
export function traced(
	folder: string,
	child: string,
	library: string,
	order: TraceShape & Pick<TraceOrder, "durability">,
): Trace {
	const watched = join(folder, "watched");
	mkdirSync(watched, { recursive: true });
	const whole: TraceOrder = {
		...order,
		store: join(watched, "project", ".flyte", "store.db"),
		acks: join(watched, "acks"),
		truth: join(folder, "truth.json"),
		runs: ["one", "two", "three"],
		tasks: 40,
	};
	const log = join(folder, "log");
	const control = join(folder, "control");
	ShimControl.make(control).close();
	const { status, stderr } = spawnSync(process.execPath, ["--enable-source-maps", child], {
		input: JSON.stringify(whole),
		env: shimEnvironment(library, watched, control, log),
		encoding: "utf8",
	});
	if (status !== 0) throw new Error(`the program that is watched ended with ${status}: ${stderr}`);
	const truth = JSON.parse(readFileSync(whole.truth, "utf8")) as Record<string, [string, string][]>;
	return {
		folder: watched,
		order: whole,
		operations: readLog(readFileSync(log)),
		truth: new Map(Object.entries(truth).map(([run, all]) => [run, new Map(all)])),
	};
}
