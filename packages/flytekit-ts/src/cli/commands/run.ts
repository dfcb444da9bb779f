import { inputLiterals } from "../../authoring/callable.js";
import { systemRandom } from "../../context/ports/index.js";
import { FlyteError, isFlyteError } from "../../errors/index.js";
import type { Entity } from "../../graph/entities.js";
import { currentConvert } from "../../graph/runner-port.js";
import { optionsOf } from "../args/command-args.js";
import { foldName, type OptionSpec } from "../args/option.js";
import { type ParsedArgs, parseArgs } from "../args/parse.js";
import { switchOf, textOf } from "../args/values.js";
import { COMMON_OPTIONS, type Command } from "../command.js";
import { entityNamed, type NamedEntity, runnableOf } from "../entities.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { collectInputs } from "../inputs/collect-inputs.js";
import { inputFlags } from "../inputs/entity-flags.js";
import { givenJson } from "../inputs/given-json.js";
import { prepareInterrupt } from "../interrupt.js";
import type { Io } from "../io.js";
import { entityHelp, entityList } from "../output/entity-help.js";
import { entityHelpJson, entityListJson } from "../output/entity-json.js";
import { commandHelp, commandJson } from "../output/help-text.js";
import { jsonText } from "../output/result-json.js";
import { openProgram, type Program } from "../program.js";
import { quietConsole } from "../quiet-console.js";
import { isRemote, REMOTE } from "../remote/options.js";
import { REMOTE_RUN_OPTIONS } from "../remote/run-options.js";
import { execute, refuseGraphs } from "../run/execute.js";
import { interruptedBefore } from "../run/interrupted-before.js";
import { beginKept, keepOutputs, openStore } from "../run/kept-run.js";
import { ENGINE_OPTIONS, engineFlags } from "../run/run-options.js";
import { refuseStaticProblems } from "../static-problems.js";
import { storePath } from "../store/store-options.js";

/** `tsflyte run FILE ENTITY [--inputs]`. */
export const run: Command = {
	name: "run",
	usage: "FILE ENTITY [--flags of the entity]",
	description:
		"Runs a task, workflow, dynamic, map or launch plan here, through the same values and graph as on Flyte. " +
		"Its inputs are flags: tsflyte run FILE ENTITY --help lists them. Lists repeat their flag or are JSON; structs and maps are JSON, " +
		"@file.json, or dotted (--person.name Ann); a union with one of them takes JSON. All inputs at once come from --inputs-file, from a file redirected to standard input, " +
		"or from a pipe when no input flag is given and some input is required. The result goes to stdout, " +
		"progress and what the program prints with console to stderr. " +
		"After ENTITY, an input's name wins over a flag of run; --inputs.NAME always means the input.",
	options: [
		{
			name: "inputs-file",
			takes: "value",
			placeholder: "FILE",
			summary: "inputs as a JSON object; - reads standard input",
		},
		...ENGINE_OPTIONS,
		{
			name: "run-id",
			takes: "value",
			placeholder: "ID",
			summary: "id of the run, for who must know it before; else 20 random letters and digits",
		},
		{
			...REMOTE,
			summary: "registers the program and runs it on Flyte; tsflyte run --help lists the flags that go with it",
		},
		{ name: "no-store", takes: "switch", summary: "keeps nothing of the run: it cannot be gone on with" },
	],
	remoteOptions: REMOTE_RUN_OPTIONS,
	examples: [
		"tsflyte run pipeline.ts main --n 5",
		"tsflyte run --remote --wait --image ghcr.io/acme/app:v1 pipeline.ts main --n 5",
		'tsflyte run pipeline.ts report --person \'{"name": "Ann"}\' --tags a --tags b',
		"echo '{\"n\": 5}' | tsflyte run pipeline.ts main --inputs-file - --json",
	],
	run: runCommand,
};

async function runCommand(argv: readonly string[], io: Io): Promise<ExitCode> {
	const before = parseArgs(argv, optionsOf(run), {
		command: "tsflyte run",
		stopAfter: 2,
		hint: "(inputs come after ENTITY)",
	});
	const [file, name] = before.positionals;
	const wantsHelp = switchOf(before, "help") || before.rest.some((token) => token === "--help" || token === "-h");
	if (file === undefined) {
		if (!wantsHelp) throw new FlyteError("CLI_USAGE", "run needs a file", { wayOut: `tsflyte run ${run.usage}` });
		io.stdout.write(switchOf(before, "json") ? `${jsonText(commandJson(run))}\n` : commandHelp(run, io.stdout));
		return EXIT.ok;
	}
	if (!wantsHelp) prepareInterrupt(io.stderr);
	const program = await openProgram(file, io);
	// Help of an entity does not depend on what is wrong elsewhere in the file.
	if (!wantsHelp) refuseStaticProblems(program, io.cwd);
	quietConsole();
	const module = await program.load();
	const wantsJson = switchOf(before, "json") || before.rest.includes("--json");
	if (name === undefined) {
		const to = wantsHelp ? io.stdout : io.stderr;
		to.write(wantsHelp && wantsJson ? `${jsonText(entityListJson(module))}\n` : entityList(module, program.shown, to));
		if (wantsHelp) return EXIT.ok;
		throw new FlyteError("CLI_USAGE", `run needs the name of what to run in ${program.shown}`, {
			wayOut: `tsflyte run ${program.shown} ENTITY`,
		});
	}
	const entity = entityNamed(name, module, program.shown);
	const target = runnableOf(entity);
	if (wantsHelp) {
		const { interface: iface } = target;
		const options = [...run.options, ...COMMON_OPTIONS];
		io.stdout.write(
			wantsJson
				? `${jsonText(entityHelpJson(name, entity, iface, options))}\n`
				: entityHelp(name, entity, iface, program.shown, options, io.stdout),
		);
		return EXIT.ok;
	}
	return runTarget(name, entity, target, before, program, io);
}

async function runTarget(
	name: string,
	entity: NamedEntity,
	target: Entity,
	before: ParsedArgs,
	program: Program,
	io: Io,
): Promise<ExitCode> {
	const flags = inputFlags(target.interface);
	const own = optionsOf(run);
	const taken = new Set(flags.map((flag) => foldName(flag.name)));
	const specs: OptionSpec[] = [
		...flags,
		...own.filter((option) => !taken.has(foldName(option.name))).map((option) => dropShort(option, flags)),
		...flags.map((flag) => ({ ...flag, name: `inputs.${flag.input.name}`, hidden: true })),
	];
	const command = `${name} (${program.shown})`;
	const after = parseArgs(before.rest, specs, { command, dotted: true });
	if (after.positionals.length > 0) throw extraArgument(after.positionals[0] as string, flags);
	// what stands before ENTITY is run's own, whatever the entity's inputs are called
	const ownAfter = after.occurrences.filter((occurrence) => !("input" in occurrence.spec));
	const options = { ...before, occurrences: [...before.occurrences, ...ownAfter] };
	const uses = after.occurrences.filter((occurrence) => "input" in occurrence.spec);
	const json = await givenJson(options, uses, target.interface, io);
	const isThere = isRemote(options, run, ["inputs-file", "quiet"]);
	const natives = collectInputs(target.interface, uses, {
		entity: name,
		command: `tsflyte run ${program.shown} ${name}`,
		cwd: io.cwd,
		isElsewhere: isThere,
		...(json === undefined ? {} : { json }),
	});
	if (isThere) {
		const { runRemote } = await import("../remote/run-remote.js");
		return runRemote({ file: program.shown, entity: target, inputs: natives }, options, io);
	}
	const kept = switchOf(options, "no-store") ? undefined : storePath(options, io);
	const id = runIdOf(options);
	if (kept !== undefined) keepOutputs(kept, id);
	const inputs = await inputLiterals(target, natives, currentConvert()).catch((error) => {
		throw withFromText(error);
	});
	const engine = engineFlags(options, io);
	const what = { program, name, entity, inputs };
	const refused = refuseGraphs(what, engine, io);
	if (refused !== undefined) return refused;
	if (kept === undefined) return execute(what, engine, undefined, io);
	const store = await openStore(kept, engine);
	try {
		const before = await interruptedBefore(store, what, engine, io);
		if (before !== undefined) {
			const { recoverRun } = await import("./recover.js");
			return await recoverRun(store, before, options, io);
		}
		return await execute(what, engine, beginKept(store, id, what, engine), io);
	} finally {
		store.close();
	}
}

/** Flyte's own rule for names of executions. */
function runIdOf(options: ParsedArgs): string {
	const given = textOf(options, "run-id");
	if (given === undefined) return systemRandom.id(20);
	if (/^[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(given)) return given;
	throw new FlyteError("CLI_FLAG_VALUE", `--run-id is ${JSON.stringify(given)}`, {
		wayOut: "give 2 to 63 of a-z, 0-9 and -, a letter first, no dash last",
	});
}

/** A registered type's toLiteral was given what a flag can say, and choked on it. */
function withFromText(error: unknown): unknown {
	if (!isFlyteError(error, "TYPES_CONVERSION_FAILED")) return error;
	const { wayOut = "give JSON that its toLiteral takes, or give registerType() a fromText that reads a flag's text" } =
		error.details;
	return new FlyteError(error.code, error.summary, { ...error.details, wayOut });
}

function dropShort(option: OptionSpec, flags: readonly OptionSpec[]): OptionSpec {
	const isTaken = flags.some((flag) => flag.name === option.short);
	const { short, ...rest } = option;
	return isTaken || short === undefined ? rest : option;
}

function extraArgument(text: string, flags: readonly OptionSpec[]): FlyteError {
	const first = flags[0];
	return new FlyteError("CLI_USAGE", `inputs are given by name, got ${JSON.stringify(text)}`, {
		wayOut: first === undefined ? "it takes no inputs: leave it out" : `such as --${first.name} ${text}`,
	});
}
