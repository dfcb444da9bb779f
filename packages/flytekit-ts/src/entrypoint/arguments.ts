import { FlyteError } from "../errors/index.js";

/** What tsflyte-execute and tsflyte-map-execute are told. flytekit: the options of pyflyte-execute. */
export interface ExecuteArguments {
	/** URI of inputs.pb. */
	readonly inputs: string;
	/** URI below which outputs.pb, futures.pb, error.pb and deck.html go. */
	readonly outputPrefix: string;
	/** URI below which files and datasets go; undefined where Flyte said none. */
	readonly rawOutputPrefix: string | undefined;
	/** Where this attempt writes its checkpoint; undefined where Flyte said none. */
	readonly checkpoint: string | undefined;
	/** Where the attempt before wrote its own; undefined on the first. */
	readonly previousCheckpoint: string | undefined;
	/** URI of the archive with the code, and where it was unpacked: for what a dynamic starts. */
	readonly distribution: string | undefined;
	readonly destination: string | undefined;
	readonly resolver: string;
	readonly resolverArgs: readonly string[];
	/** Loads the task and stops. */
	readonly test: boolean;
}

/** Option names and what they hold: a value, or nothing (a flag). */
type Options = ReadonlyMap<string, "value" | "flag">;

const EXECUTE: Options = new Map([
	["inputs", "value"],
	["output-prefix", "value"],
	["raw-output-data-prefix", "value"],
	["checkpoint-path", "value"],
	["prev-checkpoint", "value"],
	["test", "flag"],
	["dynamic-addl-distro", "value"],
	["dynamic-dest-dir", "value"],
	["resolver", "value"],
]);

/** pyflyte-map-execute takes it and does nothing with it; so do we. */
const MAP_EXECUTE: Options = new Map([...EXECUTE, ["max-concurrency", "value"]]);

const FAST: Options = new Map([
	["additional-distribution", "value"],
	["dest-dir", "value"],
]);

/** What was given, before anything is asked of it. */
export interface Given {
	readonly options: ReadonlyMap<string, string>;
	readonly rest: readonly string[];
}

/**
 * Splits a command's arguments as click does: `--name value` or `--name=value` in any order, everything after `--` as it is.
 * Throws ENTRYPOINT_ARGUMENTS.
 */
export function splitArguments(command: string, argv: readonly string[]): Given {
	const known = command === "tsflyte-map-execute" ? MAP_EXECUTE : command === "tsflyte-fast-execute" ? FAST : EXECUTE;
	const options = new Map<string, string>();
	const rest: string[] = [];
	for (let i = 0; i < argv.length; i++) {
		const word = argv[i] as string;
		if (word === "--") return { options, rest: [...rest, ...argv.slice(i + 1)] };
		if (!word.startsWith("--")) {
			rest.push(word);
			// what follows the first word of a wrapped command belongs to that
			if (known === FAST) return { options, rest: [...rest, ...argv.slice(i + 1)] };
			continue;
		}
		const equals = word.indexOf("=");
		const name = word.slice(2, equals < 0 ? undefined : equals);
		const kind = known.get(name);
		if (kind === undefined) throw unknown(command, name, known);
		if (kind === "flag") {
			options.set(name, "true");
			continue;
		}
		const value = equals < 0 ? argv[++i] : word.slice(equals + 1);
		if (value === undefined) throw wrong(command, `--${name} was given no value`);
		options.set(name, value);
	}
	return { options, rest };
}

/**
 * What an execute command was told. Templates that Flyte left as they are count as absent where flytekit takes them so.
 * Throws ENTRYPOINT_ARGUMENTS for what is missing or was not filled in.
 */
export function executeArguments(command: string, { options, rest }: Given): ExecuteArguments {
	const needed = (name: string) => {
		const value = options.get(name);
		if (value === undefined || value === "") throw wrong(command, `--${name} is missing`);
		if (isTemplate(value)) throw wrong(command, `--${name} is ${value}, a template that nobody filled in`);
		return value;
	};
	const optional = (name: string) => {
		const value = options.get(name);
		return value === undefined || value === "" || value === '""' || isTemplate(value) ? undefined : value;
	};
	const outputPrefix = needed("output-prefix");
	const inputs = needed("inputs");
	const resolver = needed("resolver");
	if (rest.length === 0) throw wrong(command, "nothing after -- says which task to load");
	return {
		inputs,
		outputPrefix,
		resolver,
		resolverArgs: rest,
		rawOutputPrefix: optional("raw-output-data-prefix"),
		checkpoint: optional("checkpoint-path"),
		previousCheckpoint: optional("prev-checkpoint"),
		distribution: optional("dynamic-addl-distro"),
		destination: optional("dynamic-dest-dir"),
		test: options.has("test"),
	};
}

/** The output prefix that arguments name, whatever else is wrong with them: a place to say so. */
export function outputPrefixIn(argv: readonly string[]): string | undefined {
	const end = argv.indexOf("--");
	const own = end < 0 ? argv : argv.slice(0, end);
	const at = own.findIndex((arg) => arg === "--output-prefix" || arg.startsWith("--output-prefix="));
	const value = at < 0 ? undefined : own[at]?.includes("=") ? own[at]?.slice(own[at].indexOf("=") + 1) : own[at + 1];
	return value === undefined || value === "" || isTemplate(value) ? undefined : value;
}

/** Whether a value is still one of propeller's templates: `{{.input}}`, `{{ $inputs.x }}`. */
export function isTemplate(value: string): boolean {
	return /\{\{\s*[.$]/.test(value);
}

function unknown(command: string, name: string, known: Options): FlyteError {
	return new FlyteError("ENTRYPOINT_ARGUMENTS", `${command} knows no option --${name}`, {
		wayOut: `it takes ${[...known.keys()].map((each) => `--${each}`).join(", ")}`,
	});
}

function wrong(command: string, problem: string): FlyteError {
	return new FlyteError("ENTRYPOINT_ARGUMENTS", `${command}: ${problem}`, {
		wayOut:
			"Flyte fills these arguments in when it starts the task's container: register the task again with this version of the package; to run a task here use `tsflyte run`",
	});
}
