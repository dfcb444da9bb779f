import { setDefaultBlobAccess } from "../../context/blob-access.js";
import { systemRandom } from "../../context/ports/index.js";
import { StoredCache } from "../../engine/index.js";
import { outputsPlace } from "../../engine/journal/outputs-place.js";
import type { RunJournal } from "../../engine/journal/run-journal.js";
import type { RunStore } from "../../engine/journal/run-store.js";
import { type CodeVersions, codeVersions, versionsByName } from "../../loader/code-versions.js";
import { localStores } from "../../storage/index.js";
import type { LiteralMap } from "../../types/literal.js";
import { encodeLiteralMap } from "../../wire/literals.js";
import { RUNTIME_VERSION } from "../../wire/to-proto/task.js";
import type { NamedEntity } from "../entities.js";
import { runnableOf } from "../entities.js";
import type { Program } from "../program.js";
import type { EngineFlags } from "./run-options.js";

/** A run that has a journal. */
export interface KeptRun {
	readonly store: RunStore;
	readonly journal: RunJournal;
	readonly versions: CodeVersions;
}

/** What is run: an export of a program, with its inputs. */
export interface Target {
	readonly program: Program;
	/** Its export's name, as it was given. */
	readonly name: string;
	readonly entity: NamedEntity;
	readonly inputs: LiteralMap;
}

/** Opens the store; it is loaded only here, as it brings a native library. Throws JOURNAL_*. */
export async function openStore(path: string, flags: Pick<EngineFlags, "durability">): Promise<RunStore> {
	const { RunStore } = await import("../../engine/journal/run-store.js");
	return new RunStore(path, { durability: flags.durability });
}

/**
 * The cache of results in a store's file. A result that a power cut takes away is made again, so a commit of the cache need not
 * wait for the disk.
 */
export function cacheBeside(store: RunStore): StoredCache {
	return new StoredCache(store.path);
}

/**
 * Lets files and datasets that tasks return live as long as the journal that refers to them, beside it. To be called before
 * inputs are converted: files among them are copied there too.
 */
export function keepOutputs(store: string, id: string): void {
	const access = { blobs: localStores(), rawOutputPrefix: outputsPlace(store, id), random: systemRandom };
	setDefaultBlobAccess(() => access);
}

/** Begins the journal of a new run. */
export function beginKept(store: RunStore, id: string, target: Target, flags: EngineFlags): KeptRun {
	const { program, name, entity, inputs } = target;
	const versions = codeVersions(program);
	const runnable = runnableOf(entity);
	const journal = store.begin({
		id,
		name: runnable.name,
		kind: runnable.entityKind === "task" && runnable.isDynamic ? "dynamic" : runnable.entityKind,
		file: program.file,
		root: program.root,
		entity: name,
		inputs: encodeLiteralMap(inputs, "inputs"),
		options: flags.engine,
		versions: versionsByName(program.files, versions),
		startedAt: Date.now(),
		sdk: RUNTIME_VERSION,
	});
	return { store, journal, versions };
}
