import { durationText } from "../../engine/progress/layout.js";
import { plainText } from "../../errors/index.js";
import type { FlyteExecution, FlyteRemote, NodeTree, RemoteFailure } from "../../remote/index.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf, textOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io, Sink } from "../io.js";
import { painter } from "../output/paint.js";
import { jsonText, outputsJson, plainJson } from "../output/result-json.js";
import { executionJson } from "./execution-json.js";
import { executionOf } from "./execution-of.js";
import { phaseText } from "./follow.js";
import { nameIn, withRemote } from "./options.js";
import { treeJson, treeText } from "./tree-text.js";

/** One execution with its nodes, attempts, errors and values: `tsflyte show --remote RUN`. */
export async function remoteShow(args: ParsedArgs, io: Io): Promise<ExitCode> {
	return withRemote(args, async (remote) => {
		const execution = await executionOf(remote, args, "show");
		const nodeId = textOf(args, "node") ?? args.positionals[1];
		if (nodeId !== undefined) return showNode(execution, nodeId, args, io);
		const nodes = await execution.nodes({ graphs: true });
		const inputs = plainJson(await execution.inputs());
		const outputs = execution.phase === "SUCCEEDED" ? await outputsOf(execution) : undefined;
		io.stdout.write(
			switchOf(args, "json")
				? `${jsonText({ ...executionJson(execution), inputs, outputs: outputs ?? null, nodes: treeJson(nodes) })}\n`
				: text(remote, execution, { inputs, outputs, nodes, failure: await execution.failure() }, io.stdout),
		);
		return EXIT.ok;
	});
}

async function outputsOf(execution: FlyteExecution): Promise<unknown> {
	return outputsJson(await execution.outputs(), await execution.interface());
}

async function showNode(execution: FlyteExecution, nodeId: string, args: ParsedArgs, io: Io): Promise<ExitCode> {
	const { inputs, outputs } = await execution.nodeValues(nodeId);
	const values = { inputs: plainJson(inputs), outputs: plainJson(outputs) };
	io.stdout.write(
		switchOf(args, "json")
			? `${jsonText({ id: nodeId, ...values })}\n`
			: `${valueText("inputs", values.inputs)}${valueText("outputs", values.outputs)}`,
	);
	return EXIT.ok;
}

function text(
	remote: FlyteRemote,
	execution: FlyteExecution,
	of: {
		readonly inputs: unknown;
		readonly outputs: unknown;
		readonly nodes: readonly NodeTree[];
		readonly failure: RemoteFailure | undefined;
	},
	sink: Sink,
): string {
	const paint = painter(sink);
	const { record, phase } = execution;
	const { launched, abort, reference, mode, createdAt, durationMs } = record;
	const took = durationMs === undefined ? "" : durationText(durationMs);
	let out = `${paint.bold(nameIn(remote, execution))} ${phaseText(phase, sink)}${took === "" ? "" : `, ${took}`}\n`;
	const facts: [string, string | undefined][] = [
		["of", `${launched.name} at ${launched.version}`],
		["started", createdAt?.toISOString()],
		[mode === "relaunch" ? "repeats" : "recovers", reference?.name],
		["page", execution.consoleUrl],
		["tags", record.tags.length === 0 ? undefined : record.tags.join(", ")],
		["labels", pairsText(record.labels)],
		[
			"aborted",
			abort === undefined ? undefined : `${abort.cause}${abort.principal === undefined ? "" : ` (${abort.principal})`}`,
		],
	];
	for (const [name, fact] of facts) if (fact !== undefined) out += `${paint.dim(name)} ${plainText(fact)}\n`;
	out += valueText("inputs", of.inputs) + (of.outputs === undefined ? "" : valueText("outputs", of.outputs));
	const tree = treeText(of.nodes, sink, 1);
	if (tree !== "") out += `${paint.dim("nodes")}\n${tree}`;
	const { failure: error } = of;
	// an error that no node has told
	if (error !== undefined && !tree.includes(plainText(error.message).split("\n")[0] as string)) {
		out += `${paint.red("error")} ${error.code} (${error.kind}): ${plainText(error.message)}\n`;
	}
	return out;
}

function valueText(name: string, value: unknown): string {
	const isNothing = value === null || (typeof value === "object" && Object.keys(value as object).length === 0);
	return isNothing ? "" : `${name} ${plainText(jsonText(value))}\n`;
}

function pairsText(pairs: ReadonlyMap<string, string>): string | undefined {
	return pairs.size === 0 ? undefined : [...pairs].map(([key, value]) => `${key}=${value}`).join(", ");
}
