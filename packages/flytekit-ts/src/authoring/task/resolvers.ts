import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import type { SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError } from "../../errors/index.js";
import { loadProgramTask, type ProgramTask } from "../../graph/program-task.js";
import { prepare } from "../../interface/provider.js";
import { eagerCleanupResolver } from "../eager-cleanup.js";
import { exportedTask, exportNameOf, namedArgs, type ResolvableTask, type TaskResolver } from "./resolver.js";

/**
 * Keeps tasks in a list of its own, in the order in which they are added: for factories that make tasks in a loop, which
 * have no exported names. The container runs the same code, so the same task has the same place.
 * flytekit: ClassStorageTaskResolver.
 */
export class StoredTaskResolver implements TaskResolver {
	/** `module.exportName` of this resolver. */
	readonly location: string;
	private readonly tasks: ResolvableTask[] = [];

	constructor(location: string) {
		this.location = location;
	}

	/** Adds a task, whose resolver this becomes. Gives it back. */
	add<T extends ResolvableTask & { setResolver(resolver: TaskResolver): void }>(task: T): T {
		this.tasks.push(task);
		task.setResolver(this);
		return task;
	}

	/** All of them, in order. flytekit: get_all_tasks. */
	getAllTasks(): readonly ResolvableTask[] {
		return this.tasks;
	}

	/** With its place in the list, where it is no export: what a loop makes has one place in the source, and one name. */
	taskName(task: ResolvableTask, name: string): string | undefined {
		const index = this.tasks.indexOf(task);
		return index < 0 || task.exportName !== undefined ? undefined : `${name}_${index}`;
	}

	/** Throws AUTHORING_RESOLVER for a task that was not added. */
	loaderArgs(_settings: SerializationSettings, task: ResolvableTask): readonly string[] {
		const index = this.tasks.indexOf(task);
		if (index >= 0) return ["task-index", String(index)];
		throw new FlyteError("AUTHORING_RESOLVER", `resolver ${this.location} does not hold this task`, {
			wayOut: "add it where it is made: `store.add(task(...))`",
		});
	}

	async loadTask(args: readonly string[]): Promise<unknown> {
		const { "task-index": index } = namedArgs(args, ["task-index"]);
		const task = this.tasks[Number(index)];
		if (task !== undefined) return task;
		throw new FlyteError("AUTHORING_RESOLVER", `resolver ${this.location} holds no task ${index}`, {
			wayOut: `it holds ${this.tasks.length}: the container must run the code that was registered`,
		});
	}
}

/**
 * Finds tasks as exports of one file that a bundler made, wherever they were written. `file` is as the container sees it,
 * relative to its working directory. flytekit has none: Python is not bundled.
 */
export function bundleResolver(file: string): TaskResolver {
	return {
		location: "flytekit-ts.bundle",
		loaderArgs: (_settings, task) => ["bundle", file, "task-module", task.moduleName, "task-name", exportNameOf(task)],
		loadTask,
	};
	async function loadTask(args: readonly string[]): Promise<unknown> {
		const {
			bundle,
			"task-module": module,
			"task-name": name,
		} = namedArgs(args, ["bundle", "task-module", "task-name"]);
		const task = exportedTask(await import(pathToFileURL(resolve(bundle)).href), name, `bundle ${bundle}`);
		adopted(task, { module, exportName: name });
		return task;
	}
}

/**
 * Carries the source itself, a notebook's cell say: an ES module's text whose exports are the tasks. It travels, packed, in the
 * container's arguments, so keep it small. flytekit: the notebook's resolver, which pickles.
 */
export function sourceResolver(source: string): TaskResolver {
	return {
		location: "flytekit-ts.source",
		loaderArgs: (_settings, task) => [
			"source",
			gzipSync(source, { level: 9 }).toString("base64"),
			"task-module",
			task.moduleName,
			"task-name",
			exportNameOf(task),
		],
		loadTask: loadFromSource,
	};
}

async function loadFromSource(args: readonly string[]): Promise<unknown> {
	const { source, "task-module": module, "task-name": name } = namedArgs(args, ["source", "task-module", "task-name"]);
	// below the working directory, where the packages that it imports are found
	const folder = await mkdtemp(join(process.cwd(), ".flyte-source-"));
	try {
		const file = join(folder, `${randomBytes(6).toString("hex")}.mjs`);
		await writeFile(file, gunzipSync(Buffer.from(source, "base64")));
		const task = exportedTask(await import(pathToFileURL(file).href), name, "the task's source");
		// its types are read while the source is there; where no checker is installed, schemas say them
		await prepare([file]).catch(() => {});
		adopted(task, { module, exportName: name });
		return task;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/**
 * Finds a task of a program, exported or not, as the engine does that runs it in a process of its own: by the program's file,
 * the task's name and the place where it is made. `detection` names a file that says what is known of the sources.
 */
export const programResolver = {
	location: "flytekit-ts.program",
	/** What follows `--`. */
	argsFor({ program, name, place }: ProgramTask, detection: string): readonly string[] {
		const where = place === undefined ? [] : ["task-place", JSON.stringify(place)];
		return ["program", program, "detection", detection, "task-name", name, ...where];
	},
	/** Throws ATTEMPT_PROGRAM, ATTEMPT_TASK. */
	async loadTask(args: readonly string[]): Promise<unknown> {
		const { program, detection, "task-name": name } = namedArgs(args, ["program", "detection", "task-name"]);
		const place = args.includes("task-place") ? { place: JSON.parse(args[args.indexOf("task-place") + 1] ?? "") } : {};
		return loadProgramTask({ program, name, ...place }, JSON.parse(await readFile(detection, "utf8")));
	},
};

/** Gives what was loaded the name under which it was registered: where it lies now says nothing. */
function adopted(task: unknown, registered: { module: string; exportName: string }): void {
	const { adopt } = task as { adopt?: (this: unknown, registered: { module: string; exportName: string }) => void };
	if (typeof adopt === "function") adopt.call(task, registered);
}

/** A task is never registered with it. */
const programOnly: TaskResolver = {
	location: programResolver.location,
	loaderArgs(_settings, task) {
		throw new FlyteError(
			"AUTHORING_RESOLVER",
			`task ${task.name} cannot be registered with ${programResolver.location}`,
			{
				entity: task.name,
				wayOut: "leave its taskResolver out",
			},
		);
	},
	loadTask: (args) => programResolver.loadTask(args),
};

/** The resolvers that an entrypoint knows by name; others are exports of the project: `module.exportName`. */
export const namedResolvers: ReadonlyMap<string, TaskResolver> = new Map(
	[bundleResolver(""), sourceResolver(""), eagerCleanupResolver, programOnly].map((resolver) => [
		resolver.location,
		resolver,
	]),
);
