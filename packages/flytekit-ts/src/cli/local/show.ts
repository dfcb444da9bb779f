import { existsSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { deckUri } from "../../authoring/deck/with-deck.js";
import type { RunHeader } from "../../engine/journal/header.js";
import { outputsPlace } from "../../engine/journal/outputs-place.js";
import type { RunStore } from "../../engine/journal/run-store.js";
import { FlyteError, plainText } from "../../errors/index.js";
import { nearest } from "../../errors/nearest.js";
import { decodeLiteralMap } from "../../wire/literals.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf, textOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { painter } from "../output/paint.js";
import { jsonText } from "../output/result-json.js";
import { keepOutputs } from "../run/kept-run.js";
import { READING, runOf, withStore } from "../store/open-existing.js";
import { RunTree, type TreeNode } from "./run-tree.js";
import { runJson } from "./runs.js";
import { stateText, timeText, tookText } from "./state-text.js";
import { treeText } from "./tree-text.js";
import { valuesJson, valueText } from "./values.js";

/** One run with its nodes, attempts, errors and values, or one node of it: `tsflyte show RUN`. */
export async function localShow(args: ParsedArgs, io: Io): Promise<ExitCode> {
	return withStore(args, io, READING, async (store) => {
		const path = textOf(args, "node") ?? args.positionals[1];
		const { header, summary } = store.run(runOf(args));
		// files and datasets among the values are read from there
		keepOutputs(store.path, summary.id);
		const root = rootOf(header);
		// the path may be given with or without the run's own part, and the record is kept by the whole one
		const wanted = path === undefined || path === root || path.startsWith(`${root}/`) ? path : `${root}/${path}`;
		const tree = new RunTree(store, summary.id, root, wanted);
		tree.root.kind = header.kind;
		tree.root.name = header.name;
		if (wanted === undefined) await showRun(store, tree, args, io);
		else await showNode(store, tree, wanted, args, io);
		for (const { segment, at, why } of tree.damage)
			io.stderr.write(`damaged: segment ${segment}, byte ${at}: ${why}\n`);
		return EXIT.ok;
	});
}

/** First part of the paths of a run's nodes. */
export function rootOf({ name }: Pick<RunHeader, "name">): string {
	return name.slice(name.lastIndexOf(".") + 1);
}

async function showRun(store: RunStore, tree: RunTree, args: ParsedArgs, io: Io): Promise<void> {
	const { header, summary, end } = store.run(runOf(args));
	const inputs = await valuesJson(header.inputs);
	const outputs = await valuesJson(end?.outputs);
	const deck = deckOf(store, summary.id, tree.root);
	if (switchOf(args, "json")) {
		const error = end?.error === undefined ? {} : { error: end.error };
		const nodes = [...tree.root.children.values()].map(nodeJson);
		const counts = end?.counts ?? null;
		io.stdout.write(
			`${jsonText({ ...runJson(summary), inputs, outputs: outputs ?? null, counts, ...error, ...(deck === undefined ? {} : { deckUri: deck }), nodes })}\n`,
		);
		return;
	}
	const paint = painter(io.stdout);
	const endedAt = summary.state === "running" ? Date.now() : summary.endedAt;
	const took = tookText(summary.startedAt, endedAt);
	let text = `${paint.bold(summary.id)}  ${plainText(header.name)}  ${stateText(summary.state, io.stdout)}${took === "" ? "" : `, ${took}`}\n`;
	const fact = (name: string, value: string | undefined) => {
		if (value !== undefined) text += `${paint.dim(name.padEnd(8))}${value}\n`;
	};
	fact("of", header.file === undefined ? undefined : `${relative(io.cwd, header.file)} ${header.entity ?? ""}`.trim());
	fact("started", timeText(summary.startedAt));
	fact("by", summary.owner === undefined ? undefined : `process ${summary.owner.pid} of ${summary.owner.host}`);
	fact(
		"gone on",
		summary.recovered === 0 ? undefined : `${summary.recovered} ${summary.recovered === 1 ? "time" : "times"}`,
	);
	if (decodeLiteralMap(header.inputs).size > 0) fact("inputs", valueText(inputs));
	if (outputs !== undefined && Object.keys(outputs).length > 0) fact("outputs", valueText(outputs));
	fact("deck", deck);
	text += treeText(tree.root, io.stdout, { all: switchOf(args, "all"), now: Date.now() });
	// of a task that runs alone no node tells
	if (end?.error !== undefined && tree.root.children.size === 0) text += `${paint.red(plainText(end.error.message))}\n`;
	if (summary.state === "interrupted" || summary.state === "failed" || summary.state === "aborted")
		text += `${paint.dim("go on")}   tsflyte recover ${summary.id}\n`;
	io.stdout.write(text);
}

async function showNode(store: RunStore, tree: RunTree, path: string, args: ParsedArgs, io: Io): Promise<void> {
	const node = tree.at(path);
	if (node === undefined) throw noNode(tree, path);
	const call = tree.callOf(node.path);
	const inputs = await valuesJson(call?.inputs);
	const outputs = await valuesJson(call?.outputs);
	const deck = deckOf(store, runOf(args), node);
	if (switchOf(args, "json")) {
		const version = call?.version === undefined || call.version === "" ? {} : { version: call.version };
		io.stdout.write(
			`${jsonText({ ...nodeJson(node), ...version, deckUri: deck ?? null, inputs: inputs ?? null, outputs: outputs ?? null })}\n`,
		);
		return;
	}
	const parent: TreeNode = { ...node, children: new Map([[node.id, node]]) };
	let text = treeText(parent, io.stdout, { all: switchOf(args, "all"), now: Date.now() });
	const paint = painter(io.stdout);
	if (inputs !== undefined) text += `${paint.dim("inputs".padEnd(8))}${valueText(inputs)}\n`;
	if (outputs !== undefined) text += `${paint.dim("outputs".padEnd(8))}${valueText(outputs)}\n`;
	if (deck !== undefined) text += `${paint.dim("deck".padEnd(8))}${deck}\n`;
	io.stdout.write(text);
}

/** The deck of a node's last attempt, where it wrote one. */
function deckOf(store: RunStore, run: string, { path, attempts }: TreeNode): string | undefined {
	if (attempts === 0) return undefined;
	const executionId = store.run(run).summary.id;
	const place = deckUri(outputsPlace(store.path, executionId), { executionId, nodePath: path, attempt: attempts - 1 });
	return existsSync(fileURLToPath(place)) ? place : undefined;
}

/** Throws when the run has no such node. */
export function noNode(tree: RunTree, path: string): FlyteError {
	const near = nearest(path, [...tree.paths]);
	return new FlyteError("JOURNAL_NO_RUN", `the run has no node ${JSON.stringify(path)}`, {
		wayOut: near === undefined ? "tsflyte show RUN lists them" : `did you mean ${near}?`,
	});
}

function nodeJson(node: TreeNode): object {
	const { path, name, kind, state, reused, startedAt, endedAt, attempts, error, failures, elements, asks } = node;
	return {
		path,
		name,
		kind,
		state,
		...(reused === undefined ? {} : { reused }),
		startedAt: startedAt === undefined ? null : new Date(startedAt).toISOString(),
		durationMs: startedAt === undefined || endedAt === undefined ? null : endedAt - startedAt,
		attempts,
		...(elements === undefined ? {} : { elements }),
		...(asks === undefined ? {} : { asks }),
		...(error === undefined ? {} : { error }),
		...(failures.length === 0
			? {}
			: { failures: failures.map(({ attempt, at, willRetry, error }) => ({ attempt, at, willRetry, error })) }),
		...(node.children.size === 0 ? {} : { nodes: [...node.children.values()].map(nodeJson) }),
	};
}
