import type { Entity } from "../../graph/entities.js";
import type { LiteralMap } from "../../types/literal.js";
import { encodeLiteralMap } from "../../wire/literals.js";
import { RUNTIME_VERSION } from "../../wire/to-proto/task.js";
import type { RunOptions } from "../options.js";
import type { Durability } from "./database.js";
import type { RunHeader } from "./header.js";
import type { VersionOf } from "./recorder.js";
import { calledEntity } from "./recording.js";
import { RunStore } from "./run-store.js";

const stores = new Map<string, RunStore>();

/** The store at `path` for runs that code begins, opened once in a process. Throws JOURNAL_*. */
export function storeOfCode(path: string, durability: Durability): RunStore {
	let store = stores.get(path);
	if (store === undefined) {
		const opened = new RunStore(path, { durability });
		process.once("exit", () => opened.close());
		stores.set(path, opened);
		store = opened;
	}
	return store;
}

/** The program that an entity is exported by, where it can be found and built: what goes on with a run loads it. */
export interface CodeProgram extends Pick<RunHeader, "file" | "entity" | "root" | "versions"> {
	readonly versionOf: VersionOf;
}

/** Begins to keep a run which code begins (`await main({ n: 5 })`). */
export function beginByCode(
	store: RunStore,
	id: string,
	entity: Entity,
	inputs: LiteralMap,
	program: CodeProgram | undefined,
): Pick<RunOptions, "journal" | "executionId" | "versionOf"> {
	const { name, kind } = calledEntity(entity);
	const { versionOf, ...place } = program ?? { file: undefined, entity: undefined, versions: new Map() };
	const journal = store.begin({
		...place,
		id,
		name,
		kind: kind as RunHeader["kind"],
		isByCode: true,
		inputs: encodeLiteralMap(inputs, "inputs"),
		startedAt: Date.now(),
		sdk: RUNTIME_VERSION,
	});
	return { journal, executionId: id, ...(versionOf === undefined ? {} : { versionOf }) };
}
