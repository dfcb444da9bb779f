import { Buffer } from "node:buffer";
import { runEntity } from "../../src/engine/index.js";
import type { RunJournal } from "../../src/engine/journal/run-journal.js";
import type { RunStore } from "../../src/engine/journal/run-store.js";
import type { RunResult } from "../../src/engine/options.js";
import type { TaskEntity } from "../../src/graph/entities.js";
import { encodeLiteralMap } from "../../src/wire/literals.js";
import { atOnce, dynamic, graph, int, list, mapped, node, spec, task } from "../engine/build.js";

/** A header of a run of {@link sampleProgram}. */
export function sampleHeader(id: string) {
	return {
		id,
		name: "m.main",
		kind: "dynamic" as const,
		file: "m.ts",
		entity: "main",
		inputs: encodeLiteralMap(new Map(), "inputs"),
		versions: new Map([["m.step", "1"]]),
		startedAt: 1_764_000_000_000,
		sdk: "0.0.0",
	};
}

/** A dynamic of `tasks` tasks that wait for nothing and give texts of different lengths, and as many elements of a map: the same run each time. */
export function sampleProgram(tasks: number, ran: (path: string) => void = () => {}): TaskEntity {
	const step = task("m.step", ["i", "x"], ({ i, x }, { nodePath }) => {
		ran(nodePath);
		return `${i}:${String(x).slice(0, 20)}:${"x".repeat(((i as number) * 37) % 700)}`;
	});
	const each = atOnce("m.each", ["i"], ({ i }, { nodePath }) => {
		ran(nodePath);
		return `${i}:${"y".repeat(((i as number) * 53) % 300)}`;
	});
	return dynamic("m.main", [], () => {
		const nodes = Array.from({ length: tasks }, (_, i) =>
			node(`dn${i}`, step, { i, x: i % 4 === 0 ? i : `dn${i - 1}.o0` }),
		);
		const numbers = list(...Array.from({ length: tasks }, (_, i) => int(i)));
		const all = [...nodes, node("map", mapped(each), { i: numbers })];
		return spec(graph(all, { o0: all.map(({ id }) => `${id}.o0`) }));
	});
}

/** Runs or goes on with it. */
export function runSample(
	journal: RunJournal,
	tasks: number,
	more: { readonly ran?: (path: string) => void; readonly concurrency?: number } = {},
): Promise<RunResult> {
	const { ran, concurrency = 8 } = more;
	return runEntity(sampleProgram(tasks, ran), new Map(), { journal, executionId: journal.id, concurrency });
}

/** Outputs by path of what a store has committed of a run, as text that can be compared; "end" for how it ended. */
export function committedOf(store: RunStore, id: string): Map<string, string> {
	const found = new Map<string, string>();
	if (!store.runs({ limit: 200 }).some((run) => run.id === id)) return found;
	const damage = store.records(id, (record) => {
		if (record.type !== "call" || record.phase !== "succeeded") return;
		found.set(record.path, Buffer.from(record.outputs ?? []).toString("base64"));
	});
	for (const { segment, at, why } of damage) found.set(`damage of ${segment} at ${at}`, why);
	const { end } = store.run(id);
	if (end !== undefined) found.set("end", Buffer.from(end.outputs ?? []).toString("base64"));
	return found;
}
