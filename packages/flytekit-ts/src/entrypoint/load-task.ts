import type { TaskResolver } from "../authoring/task/resolver.js";
import { defaultTaskResolver } from "../authoring/task/resolver.js";
import { namedResolvers } from "../authoring/task/resolvers.js";
import { SHARE_RESOLVER } from "../authoring/task/share-task.js";
import { FlyteError } from "../errors/index.js";
import type { TaskEntity } from "../graph/entities.js";
import type { Code } from "./code.js";

/** A task that can be run here. */
export type RunnableTask = TaskEntity & Required<Pick<TaskEntity, "dispatchExecute">>;

/** The resolver of maps: `vars a,b resolver <the element's> ...<its arguments>`, with `batch 50` after the names where an element makes several calls. */
const MAP_RESOLVER = "flytekit-ts.map";

/** What to run, and which of its inputs are the same for all elements: undefined where it is no element of a map. */
export interface LoadedTask {
	readonly task: RunnableTask;
	readonly bound: ReadonlySet<string> | undefined;
	/** How many calls an element makes at most; undefined where it makes one, its inputs being items and not lists of them. */
	readonly chunk?: number;
}

/** Finds the task that the arguments name. Throws ENTRYPOINT_RESOLVER, and what the resolver and the import throw. */
export async function loadTask(code: Code, resolver: string, args: readonly string[]): Promise<LoadedTask> {
	if (resolver === SHARE_RESOLVER) {
		const { shareOf } = await import("./share.js");
		return { task: shareOf(args[0] ?? "a dynamic"), bound: undefined };
	}
	if (resolver !== MAP_RESOLVER) return { task: await resolved(code, resolver, args), bound: undefined };
	const [vars, names = "", ...more] = args;
	const chunk = more[0] === "batch" ? Number(more[1]) : undefined;
	const [word, inner, ...rest] = chunk === undefined ? more : more.slice(2);
	if (vars !== "vars" || word !== "resolver" || inner === undefined || (chunk !== undefined && !(chunk >= 1))) {
		throw new FlyteError("ENTRYPOINT_ARGUMENTS", `a map's arguments say no element: ${args.join(" ")}`, {
			wayOut: "register the map task again, with the version of the package that its image has",
		});
	}
	const bound = new Set(names.split(",").filter((name) => name !== ""));
	return { task: await resolved(code, inner, rest), bound, ...(chunk === undefined ? {} : { chunk }) };
}

async function resolved(code: Code, location: string, args: readonly string[]): Promise<RunnableTask> {
	const resolver = await findResolver(code, location);
	const task = await resolver.loadTask(args, code.importModule);
	if (typeof (task as RunnableTask | undefined)?.dispatchExecute === "function") return task as RunnableTask;
	throw new FlyteError("ENTRYPOINT_RESOLVER", `resolver ${location} gave no task for ${args.join(" ")}`, {
		wayOut: "its loadTask must return what task() or dynamic() made",
	});
}

async function findResolver(code: Code, location: string): Promise<TaskResolver> {
	if (location === defaultTaskResolver.location) return defaultTaskResolver;
	const named = namedResolvers.get(location);
	if (named !== undefined) return named;
	const dot = location.lastIndexOf(".");
	if (dot > 0 && !location.startsWith("flytekit.") && !location.startsWith("flytekit-ts.")) {
		const module = await code.importModule(location.slice(0, dot));
		const found = (module as Record<string, unknown>)[location.slice(dot + 1)];
		if (typeof (found as TaskResolver | undefined)?.loadTask === "function") return found as TaskResolver;
	}
	const known = [defaultTaskResolver.location, ...namedResolvers.keys(), MAP_RESOLVER, SHARE_RESOLVER].join(", ");
	throw new FlyteError("ENTRYPOINT_RESOLVER", `there is no task resolver ${location} here`, {
		wayOut: location.startsWith("flytekit.")
			? "it is one of flytekit's: this task was registered from Python and needs a Python image"
			: `known are ${known}; others are named module.exportName, of a module in the packaged code`,
	});
}
