/**
 * Every way in which a message of ours may differ from flytekit 1.15.4's for the same entity: the field's path, why, and how
 * both sides are brought to one form. Whatever is not here must be equal; mutants.test.ts changes every other field and sees
 * it noticed. `*` in a path is any one part, `**` any number of them.
 */
export interface Difference {
	readonly path: string;
	readonly reason: string;
	/** The form that both sides share; undefined leaves the field out. */
	readonly level: (value: unknown) => unknown;
	/** Only the order is free: a change of anything inside is noticed. */
	readonly orderOnly?: true;
}

const dropped = () => undefined;
const SORTED = "flytekit sorts sub-workflows by their text, we write them in the order of calls; readers go by id";
const byId = (value: unknown) =>
	[...(value as { id: object }[])].sort((a, b) =>
		String(JSON.stringify(a.id)).localeCompare(String(JSON.stringify(b.id))),
	);
const sorted = (value: unknown) => [...(value as string[])].sort();

export const DIFFERENCES: readonly Difference[] = [
	{ path: "**.metadata.runtime.flavor", reason: "names the SDK: python there, typescript here", level: dropped },
	{ path: "**.container.args", reason: "each SDK's entrypoint and resolver has its own name", level: commandLine },
	{ path: "**.podSpec.containers.*.args", reason: "the same, in a pod", level: commandLine },
	{ path: "args", reason: "the same, of a container alone", level: commandLine },
	{
		path: "**.container.env",
		reason: "_F_SS_C is flytekit's settings, packed: a container of ours has its own",
		level: env,
	},
	{ path: "env", reason: "the same, of a container alone", level: env },
	{ path: "**.blob.format", reason: "a pickle is Python's, an untyped value of ours is V8's", level: pickle },
	{ path: "**.type.metadata.python_class_name", reason: "names a Python class", level: dropped },
	{
		path: "**.upstreamNodeIds",
		reason: "flytekit keeps them in a set: their order is random",
		level: sorted,
		orderOnly: true,
	},
	{
		path: "**.boundInputs",
		reason: "flytekit keeps them in a set: their order is random",
		level: sorted,
		orderOnly: true,
	},
	{ path: "subWorkflows", reason: SORTED, level: byId, orderOnly: true },
	{ path: "subworkflows", reason: SORTED, level: byId, orderOnly: true },
];

/** Where a literal type, also the one inside a union's literal, may differ beside those. */
const TYPE_DIFFERENCES: readonly Difference[] = [
	{
		path: "**.metadata.properties.*.default",
		reason: "a field's Python default; TypeScript's types have none",
		level: () => undefined,
	},
	{
		path: "**.metadata.required",
		reason: "fields with a Python default are not required there",
		level: () => undefined,
	},
	{ path: "metadata.python_class_name", reason: "names a Python class", level: () => undefined },
];

/** Where a literal that was uploaded may differ: beside the sample, since its place is another in each run. */
export const UPLOAD_DIFFERENCES: readonly Difference[] = [
	{ path: "scalar.blob.uri", reason: "the upload's place is random", level: () => "somewhere" },
	{
		path: "scalar.blob.metadata.type.format",
		reason: "a pickle is Python's, an untyped value of ours is V8's",
		level: pickle,
	},
];

/** Where a literal or its type may differ. */
export const LITERAL_DIFFERENCES: readonly Difference[] = [...DIFFERENCES, ...TYPE_DIFFERENCES];

/** flytekit's words in a container's arguments, and ours. The rest of the arguments must be equal. */
const COMMANDS = new Map([
	["pyflyte-execute", "tsflyte-execute"],
	["pyflyte-map-execute", "tsflyte-map-execute"],
	["pyflyte-fast-execute", "tsflyte-fast-execute"],
	["flytekit.core.python_auto_container.default_task_resolver", "flytekit-ts.default"],
	["flytekit.core.array_node_map_task.ArrayNodeMapTaskResolver", "flytekit-ts.map"],
	["flytekit.core.python_function_task.eager_failure_task_resolver", "flytekit-ts.eager-cleanup"],
]);

function commandLine(value: unknown): unknown {
	return (value as string[]).map((word) => COMMANDS.get(word) ?? word);
}

function pickle(format: unknown): unknown {
	return format === "PythonPickle" ? "V8Serialized" : format;
}

function env(value: unknown): unknown {
	const kept = (value as { key: string }[]).filter(({ key }) => key !== "_F_SS_C");
	return kept.length === 0 ? undefined : kept;
}

/** Whether a pattern of {@link Difference.path} matches the parts of a path. */
export function matches(pattern: string, path: readonly string[]): boolean {
	const parts = pattern.split(".");
	return parts.at(-1) === path.at(-1) && matchesFrom(parts, path); // all patterns end in a name: most paths stop here
}

function matchesFrom([first, ...rest]: readonly string[], path: readonly string[]): boolean {
	if (first === undefined) return path.length === 0;
	if (first === "**")
		return matchesFrom(rest, path) || (path.length > 0 && matchesFrom([first, ...rest], path.slice(1)));
	return path.length > 0 && (first === "*" || first === path[0]) && matchesFrom(rest, path.slice(1));
}
