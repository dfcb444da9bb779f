import { readFileSync } from "node:fs";
import { join } from "node:path";
import { currentContext } from "../../context/execution.js";
import { FlyteError } from "../../errors/index.js";
import { namedOutputs } from "../../graph/compile.js";
import { type GivenOf, readSchema, type SchemaFields } from "../../interface/schema/index.js";
import { FlyteDirectory, FlyteFile } from "../../types/index.js";
import type { NativeInputs } from "../callable.js";
import { checkOptions } from "../options.js";
import { FunctionTask } from "../task/function-task.js";
import { TASK_OPTIONS, type TaskOptions } from "../task/options.js";
import type { SchemaResult } from "../task.js";
import { checkInputNames, inputText } from "./input-text.js";
import { runCommand } from "./run-command.js";

/** What `shellTask({ ... })` takes. flytekit: ShellTask. */
export interface ShellTaskOptions<S extends SchemaFields, T extends SchemaFields> extends TaskOptions {
	/**
	 * The script. `{inputs.x}` and `{outputs.y}` stand for shell variables that hold the value, a file by its local path: put
	 * them in double quotes as you would any variable. Nothing of a value is ever read as shell code.
	 */
	readonly script?: string;
	/** A file with the script, instead. */
	readonly scriptFile?: string;
	readonly inputs?: S;
	/** Files and directories that the script writes. */
	readonly outputs?: T;
	/** Where it writes them; may use `{inputs.x}`. A path of the task's working directory when left out. flytekit: OutputLocation. */
	readonly outputLocations?: { readonly [K in keyof T]?: string };
	/** Default: /bin/sh */
	readonly shell?: string;
	/** Writes the script as it is run to stderr. */
	readonly debug?: boolean;
}

const OWN = ["script", "scriptFile", "inputs", "outputs", "outputLocations", "shell", "debug"] as const;
const PLACE = /\{\s*(inputs|outputs)\.(\w+)\s*\}/g;

/**
 * A task that runs a shell script, in a folder of its own. Fails, and is tried again, when the script ends with another exit
 * code than 0. Throws AUTHORING_OPTION for a script that is missing or names what the task does not have.
 */
export function shellTask<S extends SchemaFields = {}, T extends SchemaFields = {}>(
	options: ShellTaskOptions<S, T>,
): FunctionTask<GivenOf<S>, [keyof T] extends [never] ? void : SchemaResult<T>>;
export function shellTask(options: ShellTaskOptions<SchemaFields, SchemaFields>): FunctionTask {
	checkOptions("shellTask", options, [...TASK_OPTIONS, ...OWN]);
	const { script, scriptFile, inputs = {}, outputs = {}, outputLocations = {}, shell, debug, ...rest } = options;
	if ((script === undefined) === (scriptFile === undefined)) {
		throw new FlyteError("AUTHORING_OPTION", "shellTask() takes either script or scriptFile", {
			wayOut: 'give one of them: `script: "wc -l {inputs.file} > {outputs.count}"`',
		});
	}
	const kinds = new Map(Object.entries(outputs).map(([name, schema]) => [name, readSchema(schema, name).type.kind]));
	for (const [name, kind] of kinds) {
		if (kind === "file" || kind === "directory") continue;
		throw new FlyteError("AUTHORING_OPTION", `shellTask() output "${name}" is neither a file nor a directory`, {
			path: `outputs.${name}`,
			wayOut: "a script's outputs are what it writes: flyte.file() or flyte.directory()",
		});
	}
	const text = script ?? readScript(scriptFile as string);
	const templates = [text, ...Object.values(outputLocations).map(String)];
	for (const template of templates) {
		checkInputNames("shellTask()", placesOf(template, "inputs"), Object.keys(inputs));
		checkInputNames("shellTask()", placesOf(template, "outputs"), Object.keys(outputs));
	}
	return new FunctionTask({
		factory: "shellTask",
		above: shellTask,
		options: rest,
		schemas: { inputs, ...(kinds.size === 0 ? {} : { outputs }) },
		taskFunction: (given) => run(text, given, kinds, outputLocations, shell ?? "/bin/sh", debug === true),
	});
}

async function run(
	script: string,
	inputs: NativeInputs,
	kinds: ReadonlyMap<string, string>,
	locations: Readonly<Record<string, string | undefined>>,
	shell: string,
	debug: boolean,
): Promise<unknown> {
	const { workingDirectory, signal, taskName } = currentContext();
	const values = new Map<string, string>();
	for (const [name, value] of Object.entries(inputs)) values.set(`inputs.${name}`, await inputText(value));
	const places = new Map<string, string>();
	for (const name of kinds.keys()) {
		const template = locations[name];
		const place = template?.replace(PLACE, (_, side, input) => values.get(`${side}.${input}`) ?? "") ?? name;
		places.set(name, join(place.startsWith("/") ? "/" : workingDirectory, place));
		values.set(`outputs.${name}`, places.get(name) as string);
	}
	const env: NodeJS.ProcessEnv = { ...process.env };
	for (const [name, value] of values) env[variable(name)] = value;
	const source = script.replace(PLACE, (_, side, name) => `\${${variable(`${side}.${name}`)}}`);
	if (debug) process.stderr.write(`${source}\n`);
	const install = "name an installed shell in the option shell, or an image that has it in containerImage";
	await runCommand(shell, ["-c", source], { cwd: workingDirectory, env, signal, runner: `task ${taskName}`, install });
	if (kinds.size === 0) return undefined;
	const made = [...places].map(([name, place]) => [
		name,
		kinds.get(name) === "file" ? new FlyteFile(place) : new FlyteDirectory(place),
	]);
	return namedOutputs(Object.fromEntries(made));
}

/** `inputs.x` as a shell variable. */
function variable(place: string): string {
	return `FLYTE_${place.replace(".", "_")}`;
}

function placesOf(template: string, side: string): string[] {
	return [...template.matchAll(PLACE)].filter((match) => match[1] === side).map((match) => match[2] as string);
}

function readScript(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch (cause) {
		throw new FlyteError("AUTHORING_OPTION", `shellTask() option scriptFile "${file}" cannot be read`, {
			path: "scriptFile",
			wayOut: "give a path relative to where the command is started, or an absolute one",
			cause,
		});
	}
}
