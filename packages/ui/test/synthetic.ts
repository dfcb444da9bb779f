// Runs that nobody ran: journals as large as one likes, written in a moment.
import type { NodeKind } from "../../flytekit-ts/src/engine/events.js";
import type { RunJournal } from "../../flytekit-ts/src/engine/journal/run-journal.js";
import { RunStore } from "../../flytekit-ts/src/engine/journal/run-store.js";
import type { Literal } from "../../flytekit-ts/src/types/literal.js";
import { encodeLiteralMap } from "../../flytekit-ts/src/wire/literals.js";

const NOTHING = new Uint8Array(0);

export interface SyntheticNode {
	readonly id: string;
	readonly kind?: NodeKind;
	readonly name: string;
	readonly needs: readonly number[];
}

/** A graph of `n` nodes in layers, each tied to one or two of the layer before. */
export function layered(n: number, width: number): SyntheticNode[] {
	return Array.from({ length: n }, (_, i) => {
		const layer = Math.floor(i / width);
		const before = (k: number) => (layer - 1) * width + ((i * 7 + k * 13) % width);
		const needs = layer === 0 ? [] : [...new Set([before(0), before(i % 2)])].sort((a, b) => a - b);
		return { id: `n${i}`, name: `lab.step${layer % 5}`, needs };
	});
}

/** A run that writes its own journal. */
export class SyntheticRun {
	readonly store: RunStore;
	readonly journal: RunJournal;
	readonly #at = Date.now() - 60_000;
	#key = 0;

	constructor(path: string, id: string, name = "lab.main") {
		this.store = new RunStore(path, { durability: "process" });
		this.journal = this.store.begin({
			id,
			name,
			kind: "workflow",
			file: undefined,
			entity: undefined,
			inputs: NOTHING,
			versions: new Map(),
			startedAt: this.#at,
			sdk: "0",
		});
	}

	graph(path: string, name: string, nodes: readonly SyntheticNode[]): void {
		const names = [...new Set(nodes.map((node) => node.name))];
		const rows = nodes.map(({ id, kind = "task", name: called, needs }) => [id, kind, names.indexOf(called), needs]);
		const shape = JSON.stringify({ names, nodes: rows });
		this.journal.append({ type: "graph", path, name, nodes: nodes.length, at: this.#at, shape });
	}

	/** A call that is over. `i` moves it in time. */
	call(
		path: string,
		name: string,
		i: number,
		more: {
			readonly phase?: "succeeded" | "failed";
			readonly outputs?: ReadonlyMap<string, Literal>;
			readonly message?: string;
			readonly kind?: NodeKind;
		} = {},
	): void {
		const { phase = "succeeded", outputs, message, kind = "task" } = more;
		this.journal.append({
			type: "call",
			key: String(this.#key++).padStart(16, "0"),
			version: "",
			path,
			name,
			kind,
			phase,
			source: "run",
			startedAt: this.#at + i,
			endedAt: this.#at + i + 20 + ((i * 17) % 90),
			attempts: 1,
			inputs: NOTHING,
			outputs: phase === "failed" ? undefined : outputs === undefined ? NOTHING : encodeLiteralMap(outputs, ""),
			error: phase === "failed" ? { code: "USER:Error", message: message ?? "it failed" } : undefined,
		});
	}

	running(path: string): void {
		this.journal.append({ type: "state", path, state: "running", at: Date.now() });
	}

	log(path: string, text: string): void {
		this.journal.append({ type: "log", path, name: "lab.step", attempt: 0, at: this.#at, stream: "stdout", text });
	}

	end(phase: "succeeded" | "failed" = "succeeded"): void {
		const counts = { succeeded: 1, failed: 0, aborted: 0, skipped: 0, attempts: 1 };
		this.journal.end({ phase, endedAt: Date.now(), durationMs: 60_000, counts, outputs: NOTHING, error: undefined });
		this.store.close();
	}
}
