import { FlyteError } from "../../errors/index.js";
import { commandArgs } from "../args/command-args.js";
import { switchOf } from "../args/values.js";
import { checkFile, type FileReport } from "../check-file.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit-code.js";
import type { Sink } from "../io.js";
import { painter } from "../output/paint.js";
import { jsonText } from "../output/result-json.js";
import { problemText } from "../static-problems.js";

/** `tsflyte check FILE...`: everything that can be found without running a task. */
export const check: Command = {
	name: "check",
	usage: "FILE...",
	description:
		"Finds what is wrong without running a task: what TypeScript itself refuses, types that Flyte cannot carry, promises used as " +
		"values, entities without a name of their own, and workflows whose graph does not hold together. Each problem is shown with its " +
		"source. Workflow bodies are evaluated, as they are when a workflow is registered. Warns where an output is a FLOAT and looks like a " +
		"forgotten Int, and where a dynamic could be a workflow with a map over an input; warnings do not make it fail.",
	options: [],
	examples: ["tsflyte check src/*.ts", "tsflyte check pipeline.ts --json"],
	async run(argv, io) {
		const args = commandArgs(check, argv, io);
		if (args === undefined) return EXIT.ok;
		if (args.positionals.length === 0) {
			throw new FlyteError("CLI_USAGE", "check needs a file", { wayOut: `tsflyte check ${check.usage}` });
		}
		const reports: FileReport[] = [];
		for (const given of args.positionals) reports.push(await checkFile(given, io));
		const count = reports.reduce((sum, report) => sum + report.problems.length, 0);
		if (switchOf(args, "json")) {
			const files = reports.map(({ shown, entities, problems, warnings }) => ({
				file: shown,
				entities,
				problems,
				warnings,
			}));
			io.stdout.write(`${jsonText({ ok: count === 0, count, files })}\n`);
		} else {
			for (const report of reports) print(report, io.stdout, io.cwd);
		}
		return count === 0 ? EXIT.ok : EXIT.usage;
	},
};

function print(report: FileReport, sink: Sink, cwd: string): void {
	const paint = painter(sink);
	const { shown, entities, problems, warnings, root } = report;
	const found = `${entities} ${entities === 1 ? "entity" : "entities"}`;
	for (const warning of warnings) sink.write(`${paint.yellow("warning")}: ${problemText(warning, root, cwd)}\n\n`);
	const doubts = warnings.length === 0 ? "" : `, ${warnings.length} ${warnings.length === 1 ? "warning" : "warnings"}`;
	if (problems.length === 0) {
		sink.write(`${paint.green("ok")} ${shown}: ${found}, no problems${doubts}\n`);
		return;
	}
	for (const problem of problems) sink.write(`${paint.red("problem")}: ${problemText(problem, root, cwd)}\n\n`);
	sink.write(
		`${shown}: ${found}, ${paint.red(`${problems.length} ${problems.length === 1 ? "problem" : "problems"}`)}${doubts}\n`,
	);
}
