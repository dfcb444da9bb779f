import { durationText } from "../../engine/progress/layout.js";
import { FlyteError } from "../../errors/index.js";
import type { FlyteExecution } from "../../remote/index.js";
import type { ParsedArgs } from "../args/parse.js";
import { countOf, switchOf, textOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io, Sink } from "../io.js";
import { painter } from "../output/paint.js";
import { jsonText } from "../output/result-json.js";
import { executionJson } from "./execution-json.js";
import { phaseText } from "./follow.js";
import { nameIn, withRemote } from "./options.js";

/** Executions of a project and domain, newest first: `tsflyte runs --remote`. */
export async function remoteRuns(args: ParsedArgs, io: Io): Promise<ExitCode> {
	const filters = filtersOf(args);
	const limit = countOf(args, "limit") ?? 20;
	return withRemote(args, async (remote) => {
		const { items } = await remote.listExecutions({ limit, ...(filters === undefined ? {} : { filters }) });
		if (switchOf(args, "json")) io.stdout.write(`${jsonText(items.map(executionJson))}\n`);
		else if (items.length > 0)
			io.stdout.write(
				table(
					items.map((item) => rowOf(nameIn(remote, item), item)),
					io.stdout,
				),
			);
		else io.stderr.write(`no executions in ${remote.project}:${remote.domain}\n`);
		return EXIT.ok;
	});
}

function filtersOf(args: ParsedArgs): string | undefined {
	const phase = textOf(args, "phase");
	const filter = textOf(args, "filter");
	if (phase === undefined) return filter;
	const word = phase.toUpperCase().replaceAll("-", "_");
	if (!/^[A-Z_]+$/.test(word)) {
		throw new FlyteError(
			"CLI_FLAG_VALUE",
			`--phase is a phase such as running or failed, got ${JSON.stringify(phase)}`,
		);
	}
	return [`eq(phase,${word})`, ...(filter === undefined ? [] : [filter])].join("+");
}

type Row = readonly [name: string, phase: string, entity: string, since: string, took: string];

function rowOf(name: string, { record, phase }: FlyteExecution): Row {
	const since = record.createdAt?.toISOString().slice(0, 19).replace("T", " ") ?? "";
	const { launched } = record;
	return [
		name,
		phase,
		`${launched.name} at ${launched.version}`,
		since,
		record.durationMs === undefined ? "" : durationText(record.durationMs),
	];
}

function table(rows: readonly Row[], sink: Pick<Sink, "color">): string {
	const paint = painter(sink);
	const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map((row) => (row[i] as string).length)));
	const [names = 0, phases = 0, entities = 0, times = 0] = widths;
	return rows
		.map(([name, phase, entity, since, took]) => {
			const shown = phaseText(phase, sink) + " ".repeat(phases - phase.length);
			const rest = `${entity.padEnd(entities)}  ${paint.dim(since.padEnd(times))}  ${took}`;
			return `${`${paint.bold(name.padEnd(names))}  ${shown}  ${rest}`.trimEnd()}\n`;
		})
		.join("");
}
