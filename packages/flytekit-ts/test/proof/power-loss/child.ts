import { openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { RunStore } from "../../../src/engine/journal/run-store.js";
import { noteSucceeded } from "../acknowledged.js";
import { committedOf, runSample, sampleHeader } from "../sample-run.js";
import type { TraceOrder } from "./trace.js";

/*
 * Runs that are written down by the shim, operation by operation. What is committed is said in a file that the shim sees too, so
 * that its log has the acknowledgement in its place.
 */
const order = JSON.parse(readFileSync(0, "utf8")) as TraceOrder;
const acks = openSync(order.acks, "a");
const say = (what: string) => writeSync(acks, `${what}\n`);
const waiting: string[] = [];
let current = "";

const open = () => {
	const store = new RunStore(order.store, {
		...(order.durability === undefined ? {} : { durability: order.durability }),
		commit: { records: order.records, atPoint },
	});
	// checkpoints of a long run, in a short one
	store.database.pragma(`wal_autocheckpoint = ${order.checkpointPages}`);
	return store;
};

function atPoint(point: string): void {
	if (point !== "after-commit" && point !== "after-end") return;
	for (const path of waiting) say(`${current} ${path}`);
	waiting.length = 0;
	if (point === "after-end") say(`${current} end`);
}

let store = open();
const truth: Record<string, [string, string][]> = {};
for (const run of order.runs) {
	current = run;
	const journal = store.begin(sampleHeader(run));
	say(`${run} begun`);
	noteSucceeded(journal, waiting);
	await runSample(journal, order.tasks);
	truth[run] = [...committedOf(store, run)];
	if (order.reopens) {
		store.close();
		store = open();
	}
}
store.close();
writeFileSync(order.truth, JSON.stringify(truth));
