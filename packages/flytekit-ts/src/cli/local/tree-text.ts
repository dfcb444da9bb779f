import { readFileSync } from "node:fs";
import { durationText } from "../../engine/progress/layout.js";
import { sourceFrame } from "../../errors/frame.js";
import { plainLine, plainText } from "../../errors/index.js";
import type { Sink } from "../io.js";
import { type Painter, painter } from "../output/paint.js";
import type { TreeNode } from "./run-tree.js";
import { stateText, tookText } from "./state-text.js";

/** Nodes that look the same and are more than these become one line. */
const FOLD_FROM = 5;
/** Failed nodes that get lines of their own. */
const MAX_FAILED = 20;
const MAX_DEPTH = 12;

/** The nodes below `node`, indented; many that call the same and stand the same are one line, unless `all`. */
export function treeText(node: TreeNode, to: Sink, options: { readonly all: boolean; readonly now: number }): string {
	const lines: string[] = [];
	const paint = painter(to);
	const add = (parent: TreeNode, depth: number) => {
		for (const row of rowsOf(parent, options.all)) {
			lines.push(`${"  ".repeat(depth)}${row.length === 1 ? single(row[0] as TreeNode) : folded(row)}`);
			const [first] = row;
			if (row.length > 1 || first === undefined) continue;
			for (const line of details(first, paint)) lines.push(`${"  ".repeat(depth + 2)}${line}`);
			if (first.children.size > 0 && depth < MAX_DEPTH) add(first, depth + 1);
		}
	};
	const single = (one: TreeNode) => {
		const facts = [stateText(one.state, to)];
		const took = tookText(one.startedAt, one.state === "running" ? options.now : one.endedAt);
		if (took !== "" && one.reused === undefined) facts.push(took);
		if (one.reused !== undefined) facts.push(one.reused === "cache" ? "from the cache" : "committed before");
		if (one.attempts > 1) facts.push(`${one.attempts} attempts`);
		if (one.elements !== undefined) facts.push(`${one.elements} elements`);
		if (one.asks !== undefined && one.state === "running") facts.push(`waits for tsflyte signal`);
		return `${paint.bold(one.id)}  ${nameOf(one)}  ${facts.join(", ")}`;
	};
	const folded = (row: readonly TreeNode[]) => {
		const [first, last] = [row[0] as TreeNode, row.at(-1) as TreeNode];
		const spans = row.flatMap((one) =>
			one.startedAt === undefined || one.endedAt === undefined ? [] : [one.endedAt - one.startedAt],
		);
		// no spread: there may be a hundred thousand
		let [least, most] = [Number.POSITIVE_INFINITY, 0];
		for (const span of spans) {
			least = Math.min(least, span);
			most = Math.max(most, span);
		}
		const [from, upTo] = [durationText(least), durationText(most)];
		const took = spans.length === 0 ? "" : from === upTo ? `, ${from} each` : `, ${from} to ${upTo} each`;
		const where = `${first.id}..${last.id}`;
		return `${paint.bold(where)}  ${nameOf(first)}  ${row.length} ${stateText(first.state, to)}${took}`;
	};
	add(node, 1);
	return lines.map((line) => `${line}\n`).join("");
}

function nameOf(node: TreeNode): string {
	const kind = node.kind === "task" ? "" : ` (${node.kind})`;
	return `${plainLine(node.name, 80)}${kind}`;
}

/** Lines about what went wrong. */
function details(node: TreeNode, paint: Painter): string[] {
	const lines: string[] = [];
	for (const { attempt, error, willRetry } of node.failures) {
		if (willRetry && error !== undefined)
			lines.push(paint.yellow(`attempt ${attempt + 1} failed: ${plainLine(error.message, 200)}`));
	}
	// one that holds others repeats what they say
	if (node.error !== undefined && ![...node.children.values()].some((child) => child.error !== undefined)) {
		lines.push(...plainText(node.error.message).split("\n").map(paint.red));
		lines.push(...frameLines(node.error.message));
	}
	return lines;
}

/** The source around the first place that an error names, where the file is still there. */
function frameLines(message: string): string[] {
	const [, file, line, column] = /\(?(\/[^():\n]+\.[cm]?[jt]sx?):(\d+):(\d+)\)?/.exec(message) ?? [];
	if (file === undefined) return [];
	try {
		return sourceFrame(readFileSync(file, "utf8"), Number(line), Number(column)).split("\n");
	} catch {
		return []; // moved, or cut short: the place is named all the same
	}
}

/** Children in groups: alone, or many of one entity that stand the same. */
function rowsOf(parent: TreeNode, all: boolean): readonly (readonly TreeNode[])[] {
	const rows: TreeNode[][] = [];
	const groups = new Map<string, TreeNode[]>();
	for (const node of parent.children.values()) {
		const isPlain = node.children.size === 0 && node.failures.length === 0 && node.asks === undefined;
		const key = !all && isPlain ? `${node.name} ${node.kind} ${node.state} ${node.reused ?? ""}` : node.path;
		const group = groups.get(key);
		if (group === undefined) {
			const made = [node];
			groups.set(key, made);
			rows.push(made);
		} else group.push(node);
	}
	let failed = 0;
	const out: TreeNode[][] = [];
	for (const row of rows) {
		if (row.length >= FOLD_FROM) out.push(row);
		else for (const node of row) if (all || node.state !== "failed" || failed++ < MAX_FAILED) out.push([node]);
	}
	if (failed > MAX_FAILED) {
		const rest = rows.flat().filter((node) => node.state === "failed");
		out.push(rest.slice(MAX_FAILED));
	}
	return out;
}
