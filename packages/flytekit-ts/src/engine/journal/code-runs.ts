import { systemRandom } from "../../context/ports/index.js";
import type { Entity } from "../../graph/entities.js";
import type { LiteralMap } from "../../types/literal.js";
import { encodeLiteralMap } from "../../wire/literals.js";
import { RUNTIME_VERSION } from "../../wire/to-proto/task.js";
import type { RunOptions } from "../options.js";
import type { Durability } from "./database.js";
import { calledEntity } from "./recorder.js";
import { RunStore } from "./run-store.js";

const stores = new Map<string, RunStore>();

/**
 * Options that keep a run which code begins (`await main({ n: 5 })`) in the store at `path`, opened once in a process. Such a run
 * is listed and shown like others; only its own program can go on with it. Throws JOURNAL_*.
 */
export function keptByCode(
	path: string,
	durability: Durability,
	entity: Entity,
	inputs: LiteralMap,
): Pick<RunOptions, "journal" | "executionId"> {
	let store = stores.get(path);
	if (store === undefined) {
		const opened = new RunStore(path, { durability });
		process.once("exit", () => opened.close());
		stores.set(path, opened);
		store = opened;
	}
	const id = systemRandom.id(20);
	const { name, kind } = calledEntity(entity);
	const journal = store.begin({
		id,
		name,
		kind: kind as "task" | "dynamic" | "workflow" | "launchPlan",
		file: undefined,
		entity: undefined,
		inputs: encodeLiteralMap(inputs, "inputs"),
		versions: new Map(),
		startedAt: Date.now(),
		sdk: RUNTIME_VERSION,
	});
	return { journal, executionId: id };
}
