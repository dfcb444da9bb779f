import { isEntity } from "../../authoring/callable.js";
import { prepareDeclared } from "../../authoring/tracker.js";
import { FlyteError } from "../../errors/index.js";
import type { TaskEntity } from "../../graph/entities.js";
import { moduleOf, prepare } from "../../interface/provider.js";
import { jointProgram } from "../../loader/joint-program.js";
import { closureOf } from "../../remote/closure.js";
import type { Registration } from "../../wire/registration.js";
import { compileGraphs } from "../compile-graphs.js";
import { entitiesOf, type NamedEntity, noEntities } from "../entities.js";
import { quietConsole } from "../quiet-console.js";
import { registrable } from "../serialize/collect.js";
import { refuseStaticProblems } from "../static-problems.js";
import type { EntryFiles } from "./entry-files.js";

/** A program with all its modules evaluated, and what is registered of it. */
export interface LoadedCode {
	/** Absolute paths of all its source files. */
	readonly files: readonly string[];
	/** Entities that the named files export, in their order. */
	readonly entities: readonly NamedEntity[];
	/** These and all that they call. */
	readonly closure: Registration;
	/** Versions that follow the code, by task name: for the manifest. */
	readonly cacheVersions: Readonly<Record<string, string>>;
}

/**
 * Loads what `register` and `package` work on. All modules that have entities are evaluated, not only the named ones: a container may
 * be asked for a task of any of them. Throws LOADER_*, CLI_STATIC_PROBLEMS, CLI_UNKNOWN_ENTITY, and what compiling the graphs throws.
 */
export async function loadCode({ entries, root, shown }: EntryFiles, cwd: string): Promise<LoadedCode> {
	const { files } = await jointProgram(entries, root);
	await prepare([...files]);
	refuseStaticProblems({ files, root, shown }, cwd);
	const others = files.filter((file) => !entries.includes(file) && (moduleOf(file)?.sites.length ?? 0) > 0).sort();
	const joint = await jointProgram([...entries, ...others], root);
	quietConsole();
	const namespaces = await joint.load();
	await prepareDeclared();
	const named = namespaces.slice(0, entries.length);
	const entities = [...new Set(named.flatMap((namespace) => [...entitiesOf({ namespace }).values()]))];
	if (entities.length === 0) throw new FlyteError("CLI_UNKNOWN_ENTITY", `${shown}: ${noEntities}`);
	const closure = compileGraphs({ files }, shown, () => closureOf(entities.flatMap(registrable)));
	return { files, entities, closure, cacheVersions: cacheVersions([...closure.tasks, ...tasksOf(namespaces)]) };
}

/** Tasks that modules export, and those in their stores. */
function tasksOf(namespaces: readonly Readonly<Record<string, unknown>>[]): TaskEntity[] {
	return namespaces.flatMap((namespace) =>
		Object.values(namespace).flatMap((value) => {
			if (isStore(value)) return value.getAllTasks();
			return isEntity(value) && value.entityKind === "task" ? [value] : [];
		}),
	);
}

/** A StoredTaskResolver, of whichever copy of the package. */
function isStore(value: unknown): value is { getAllTasks(): readonly TaskEntity[] } {
	return typeof (value as { getAllTasks?: unknown } | null | undefined)?.getAllTasks === "function";
}

function cacheVersions(tasks: readonly TaskEntity[]): Record<string, string> {
	const versions = new Map<string, string>();
	for (const task of tasks) {
		const { cache } = task.metadata;
		if (cache !== undefined && task.id === undefined) versions.set(task.name, cache.version);
	}
	return Object.fromEntries([...versions].sort(([a], [b]) => (a < b ? -1 : 1)));
}
