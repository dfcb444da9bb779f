import { resolve } from "node:path";
import { inputLiterals, type NativeInputs, nativeOutputs } from "./authoring/callable.js";
import { prepareDeclared } from "./authoring/tracker.js";
import { currentState, withState } from "./context/async-state.js";
import type { BlobAccess } from "./context/blob-access.js";
import { systemRandom } from "./context/ports/index.js";
import { outputsOrThrow, runEntity } from "./engine/index.js";
import { beginByCode, type CodeProgram, storeOfCode } from "./engine/journal/code-runs.js";
import { countedInputs } from "./engine/journal/counted-inputs.js";
import type { RunHeader } from "./engine/journal/header.js";
import { outputsPlace } from "./engine/journal/outputs-place.js";
import type { RunStore } from "./engine/journal/run-store.js";
import { FlyteError } from "./errors/index.js";
import type { Entity } from "./graph/entities.js";
import { findProjectRoot } from "./interface/project-root.js";
import { prepare } from "./interface/provider.js";
import { codeVersions, versionsByName } from "./loader/code-versions.js";
import { buildProgram } from "./loader/index.js";
import { localStores } from "./storage/index.js";
import type { LiteralMap } from "./types/literal.js";
import { decodeLiteralMap, encodeLiteralMap } from "./wire/literals.js";

/** Runs that are about to begin, by where their files go: inputs are converted before a run begins. */
const beginning = new WeakMap<object, string>();

/** Where a run that code begins puts its files: beside the store, as long as its journal lasts. Undefined where none is named. */
export function placeOfCodeRun(): BlobAccess | undefined {
	const path = storePath();
	if (path === undefined || currentState()?.blobs !== undefined) return undefined;
	const id = systemRandom.id(20);
	const place = placeOf(path, id);
	beginning.set(place, id);
	return place;
}

/** Runs an entity for code, kept in the store that FLYTE_STORE names. `place`: from {@link placeOfCodeRun}, which inputs were converted for. */
export async function runKept(entity: Entity, inputs: LiteralMap, place: object | undefined): Promise<LiteralMap> {
	const path = storePath();
	if (path === undefined) return outputsOrThrow(await runEntity(entity, inputs));
	const store = openStore(path);
	const id = (place === undefined ? undefined : beginning.get(place)) ?? systemRandom.id(20);
	const kept = beginByCode(store, id, entity, inputs, await programOf(entity));
	return within(place as BlobAccess | undefined, async () => outputsOrThrow(await runEntity(entity, inputs, kept)));
}

/** Which run {@link recoverByCode} goes on with. */
export interface RecoverOf {
	readonly run?: string;
	readonly inputs?: object;
}

/** See `recover`. */
export async function recoverByCode(entity: Entity, of: RecoverOf): Promise<unknown> {
	await prepareDeclared();
	const path = storePath();
	if (path === undefined) {
		throw new FlyteError("JOURNAL_NO_RUN", `FLYTE_STORE names no store to find a run of ${entity.name} in`, {
			entity: entity.name,
			wayOut:
				"set FLYTE_STORE to the file that its runs are kept in, before the run begins and when it is gone on with",
		});
	}
	const store = openStore(path);
	const id = systemRandom.id(20);
	const place = placeOf(path, id);
	let found = of.run;
	let inputs: LiteralMap | undefined;
	if (found === undefined) {
		inputs = await within(place, () => inputLiterals(entity, of.inputs as NativeInputs, place));
		found = await lastWith(store, path, entity.name, inputs, place);
	}
	if (found === undefined) {
		beginning.set(place, id);
		return nativeOutputs(entity, await runKept(entity, inputs as LiteralMap, place), place);
	}
	const { header, end } = store.run(found);
	if (header.name !== entity.name) throw otherEntity(header, entity);
	const own = placeOf(path, header.id);
	if (end?.outputs !== undefined) return nativeOutputs(entity, decodeLiteralMap(end.outputs), own);
	const program = await programOf(entity);
	const { journal } = store.recover(header.id);
	const outputs = await within(own, async () =>
		outputsOrThrow(
			await runEntity(entity, decodeLiteralMap(header.inputs), {
				...header.options,
				journal,
				executionId: header.id,
				...(program === undefined ? {} : { versionOf: program.versionOf }),
			}),
		),
	);
	return nativeOutputs(entity, outputs, own);
}

/** The last run of that name with these inputs, unless it has succeeded. */
async function lastWith(
	store: RunStore,
	path: string,
	name: string,
	inputs: LiteralMap,
	place: BlobAccess,
): Promise<string | undefined> {
	const wanted = await counted(inputs, place);
	for (const { id, name: its, state } of store.runs({ name, limit: Number.POSITIVE_INFINITY })) {
		if (its !== name) continue;
		const given = decodeLiteralMap(store.run(id).header.inputs);
		if (Buffer.compare(wanted, await counted(given, placeOf(path, id))) !== 0) continue;
		return state === "succeeded" ? undefined : id;
	}
	return undefined;
}

async function counted(inputs: LiteralMap, place: BlobAccess): Promise<Uint8Array> {
	return encodeLiteralMap((await countedInputs(inputs, place)) ?? inputs, "inputs");
}

function storePath(): string | undefined {
	const { FLYTE_STORE: path } = process.env;
	return path === undefined || path === "" ? undefined : resolve(path);
}

function openStore(path: string): RunStore {
	return storeOfCode(path, process.env.FLYTE_DURABILITY === "process" ? "process" : "power");
}

function placeOf(store: string, id: string): BlobAccess {
	return { blobs: localStores(), rawOutputPrefix: outputsPlace(store, id), random: systemRandom };
}

function within<T>(place: BlobAccess | undefined, run: () => Promise<T>): Promise<T> {
	return place === undefined ? run() : withState({ ...currentState(), blobs: place }, run);
}

const programs = new Map<string, Promise<CodeProgram | undefined>>();

/** The program that exports an entity. Undefined where none does, or it cannot be built: its code counts as one version then. */
async function programOf(entity: Entity): Promise<CodeProgram | undefined> {
	const { exportName, file } = exportOf(entity);
	if (file === undefined) return undefined;
	let program = programs.get(file);
	if (program === undefined) {
		program = built(file);
		programs.set(file, program);
	}
	const found = await program;
	return found === undefined ? undefined : { ...found, entity: exportName };
}

async function built(file: string): Promise<CodeProgram | undefined> {
	const root = findProjectRoot(file);
	try {
		const program = await buildProgram(file, { root });
		await prepare([...program.files]);
		const versions = codeVersions(program);
		return {
			file,
			root,
			entity: undefined,
			versions: versionsByName(program.files, versions),
			versionOf: (name) => versions.of(name),
		};
	} catch {
		return undefined;
	}
}

function exportOf(entity: Entity): { readonly exportName: string | undefined; readonly file: string | undefined } {
	const { exportName, sourceFile } = entity as { readonly exportName?: string; readonly sourceFile?: string };
	return exportName === undefined ? { exportName, file: undefined } : { exportName, file: sourceFile };
}

function otherEntity(header: RunHeader, entity: Entity): FlyteError {
	return new FlyteError("JOURNAL_PROGRAM", `run ${header.id} is of ${header.name}, not of ${entity.name}`, {
		entity: entity.name,
		wayOut: `give recover() the ${header.kind} ${header.name}`,
	});
}
