import { openSync, readFileSync, writeSync } from "node:fs";
import { outputsOrThrow, runEntity } from "../../../src/engine/index.js";
import type { CommitPoint } from "../../../src/engine/journal/run-journal.js";
import { RunStore } from "../../../src/engine/journal/run-store.js";
import { encodeLiteralMap } from "../../../src/wire/literals.js";
import { plain } from "../../engine/build.js";
import { noteSucceeded } from "../acknowledged.js";
import { program } from "./program.js";
import type { ChildOrder } from "./stretch.js";

/*
 * One stretch of the run: begins or recovers it, and is killed somewhere. What is committed it says in the file of
 * acknowledgements, after the commit has returned and before anything else: a line for each call.
 */
const order = JSON.parse(readFileSync(0, "utf8")) as ChildOrder;
const acks = openSync(order.acks, "a");
const witness = openSync(order.witness, "a");
const waiting: string[] = [];
let left = order.killAt?.occurrence ?? 0;

const store = new RunStore(order.store, {
	commit: { everyMs: order.everyMs, records: order.records, atPoint },
});
const inputs = new Map();
const journal =
	order.doing === "recover"
		? store.recover(order.run).journal
		: store.begin({
				id: order.run,
				name: "m.main",
				kind: "dynamic",
				file: undefined,
				entity: undefined,
				inputs: encodeLiteralMap(inputs, "inputs"),
				versions: new Map(),
				startedAt: Date.now(),
				sdk: "0.0.0",
			});
noteSucceeded(journal, waiting);
writeSync(acks, "begun\n");
const result = await runEntity(program(witness), inputs, { executionId: order.run, journal, concurrency: 24 });
const outputs = plain(outputsOrThrow(result).get("o0"));
store.close();
writeSync(acks, `told ${JSON.stringify(outputs)}\n`);

function atPoint(point: CommitPoint): void {
	if (point === "after-commit" || point === "after-end") acknowledge();
	writeSync(acks, `at ${point}\n`);
	if (order.killAt?.point === point && --left === 0) process.kill(process.pid, "SIGKILL");
}

function acknowledge(): void {
	if (waiting.length > 0) writeSync(acks, waiting.map((path) => `ack ${path}\n`).join(""));
	waiting.length = 0;
}
