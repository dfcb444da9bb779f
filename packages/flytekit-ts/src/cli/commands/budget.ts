import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { inputLiterals } from "../../authoring/callable.js";
import { budgetLines, budgetOf, type Emission } from "../../budget/index.js";
import { FlyteError } from "../../errors/index.js";
import type { TaskEntity } from "../../graph/entities.js";
import { FOLD_MODES, type Split } from "../../graph/fold/index.js";
import { currentConvert } from "../../graph/runner-port.js";
import { encodeTaskSpec } from "../../wire/index.js";
import { optionsOf } from "../args/command-args.js";
import { foldName, type OptionSpec } from "../args/option.js";
import { parseArgs } from "../args/parse.js";
import { choiceOf, switchOf, textOf } from "../args/values.js";
import type { Command } from "../command.js";
import { entityNamed, runnableOf } from "../entities.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { collectInputs } from "../inputs/collect-inputs.js";
import { inputFlags } from "../inputs/entity-flags.js";
import type { Io } from "../io.js";
import { commandHelp, commandJson } from "../output/help-text.js";
import { jsonText } from "../output/result-json.js";
import { openProgram } from "../program.js";
import { quietConsole } from "../quiet-console.js";
import { settingsFrom } from "../serialize/settings.js";
import { refuseStaticProblems } from "../static-problems.js";

/** `tsflyte budget FILE DYNAMIC [--inputs]`. */
export const budget: Command = {
	name: "budget",
	usage: "FILE DYNAMIC [--flags of the dynamic]",
	description:
		"Runs a dynamic's body with the inputs given, none of its tasks, and says what the graph that it makes costs Flyte's engine: bytes of its files, messages and resource, " +
		"the compiler's CPU time, which of Flyte's limits it meets first at about how many calls under which setting, and what to do about it. " +
		"Ends with 1 where it would fail on a deployment with default settings.",
	options: [
		{
			name: "fold",
			takes: "value",
			placeholder: "HOW",
			summary: `instead of what the dynamic says: ${FOLD_MODES.join(", ")}`,
		},
		{
			name: "split",
			takes: "value",
			placeholder: "HOW",
			summary: "instead of what the dynamic says: auto, off, or the most calls of a nested dynamic",
		},
		{
			name: "out",
			short: "o",
			takes: "value",
			placeholder: "DIR",
			summary: "also writes task.pb, futures.pb and the files of nested dynamics there",
		},
	],
	examples: [
		"tsflyte budget pipeline.ts sumOfSquares --n 5000",
		"tsflyte budget pipeline.ts sumOfSquares --fold off --n 5000",
	],
	run: runCommand,
};

const { signal } = new AbortController();

async function runCommand(argv: readonly string[], io: Io): Promise<ExitCode> {
	const own = optionsOf(budget);
	const before = parseArgs(argv, own, { command: "tsflyte budget", stopAfter: 2, hint: "(inputs come after DYNAMIC)" });
	const [file, name] = before.positionals;
	if (switchOf(before, "help") || before.rest.some((token) => token === "--help" || token === "-h")) {
		io.stdout.write(switchOf(before, "json") ? `${jsonText(commandJson(budget))}\n` : commandHelp(budget, io.stdout));
		return EXIT.ok;
	}
	if (file === undefined || name === undefined) {
		throw new FlyteError("CLI_USAGE", "budget needs a file and the name of a dynamic", {
			wayOut: `tsflyte budget ${budget.usage}`,
		});
	}
	const program = await openProgram(file, io);
	refuseStaticProblems(program, io.cwd);
	quietConsole();
	const entity = entityNamed(name, await program.load(), program.shown);
	const target = runnableOf(entity);
	const flags = inputFlags(target.interface);
	const taken = new Set(flags.map((flag) => foldName(flag.name)));
	const specs: OptionSpec[] = [...flags, ...own.filter((option) => !taken.has(foldName(option.name)))];
	const after = parseArgs(before.rest, specs, { command: `${name} (${program.shown})`, dotted: true });
	const ownAfter = after.occurrences.filter((occurrence) => !("input" in occurrence.spec));
	const options = { ...before, occurrences: [...before.occurrences, ...ownAfter] };
	const natives = collectInputs(
		target.interface,
		after.occurrences.filter((occurrence) => "input" in occurrence.spec),
		{ entity: name, command: `tsflyte budget ${program.shown} ${name}`, cwd: io.cwd },
	);
	const literals = await inputLiterals(target, natives, currentConvert());
	const settings = settingsFrom({ ...before, occurrences: [] }, basename(program.bundle, ".mjs").slice(0, 22));
	const context = { nodePath: name, executionId: "budget", attempt: 0, signal };
	const made = await budgetOf(target as TaskEntity, literals, context, settings, {
		fold: choiceOf(options, "fold", FOLD_MODES),
		split: splitOf(textOf(options, "split")),
	});
	const { futures, shares } = made.emission;
	const out = textOf(options, "out");
	if (out !== undefined) {
		const folder = resolve(io.cwd, out);
		mkdirSync(folder, { recursive: true });
		for (const { file: share, bytes } of shares) writeFileSync(join(folder, share), bytes);
		writeFileSync(join(folder, "futures.pb"), futures);
		writeFileSync(join(folder, "task.pb"), encodeTaskSpec(target as TaskEntity, settings));
	}
	const { emission, limits, ...rest } = made;
	const { report, split } = emission;
	const shown = limits.map(({ limit: { size: _size, ...limit }, ...against }) => ({ ...limit, ...against }));
	io.stdout.write(
		switchOf(options, "json")
			? `${jsonText({ ...rest, report, ...splitJson(split, shares), limits: shown })}\n`
			: `${budgetLines(made).join("\n")}\n`,
	);
	return limits.some(({ isOver, limit }) => isOver && limit.isFatal) ? EXIT.failed : EXIT.ok;
}

/** What --split says. Throws CLI_USAGE. */
function splitOf(text: string | undefined): Split | undefined {
	if (text === undefined || text === "auto" || text === "off") return text;
	if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
	throw new FlyteError("CLI_USAGE", `--split is auto, off or a number of calls, got ${JSON.stringify(text)}`);
}

function splitJson(split: Emission["split"], shares: Emission["shares"]) {
	if (split === undefined) return {};
	const { limit, ...reason } = split;
	return {
		split: { ...reason, ...(limit === undefined ? {} : { limit: limit.setting }) },
		shares: shares.map(({ id, name, calls, file, bytes }) => ({ id, name, calls, file, bytes: bytes.length })),
	};
}
