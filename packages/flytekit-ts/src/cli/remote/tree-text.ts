import { durationText } from "../../engine/progress/layout.js";
import { plainLine, plainText } from "../../errors/index.js";
import { targetEntity } from "../../graph/graph.js";
import { arrayText, elementText, number } from "../../remote/array-calls.js";
import type { AttemptRecord, NodeTree } from "../../remote/index.js";
import { lastElements } from "../../remote/node-tree.js";
import type { Sink } from "../io.js";
import { painter } from "../output/paint.js";
import { failureJson, timeOf } from "./execution-json.js";
import { phaseText } from "./follow.js";

/** Nodes for people, each with its attempts and errors, what hangs below a node indented. */
export function treeText(trees: readonly NodeTree[], sink: Pick<Sink, "color">, depth = 0): string {
	const paint = painter(sink);
	const pad = "  ".repeat(depth);
	return trees
		.map((tree) => {
			const { node, attempts, children, launched, calls, failure } = tree;
			const notes = [
				node.durationMs === undefined ? "" : durationText(node.durationMs),
				node.cache === "CACHE_HIT" ? "from the cache" : "",
				attempts.length > 1 ? `${attempts.length} attempts` : "",
				node.launched === undefined ? "" : `launched ${node.launched.name}`,
				elementNote(tree),
			].filter((note) => note !== "");
			const task = calls === undefined ? (attempts.at(-1)?.task.name ?? nameOf(tree)) : arrayText(calls);
			const head = [node.id.nodeId, task === undefined ? "" : paint.dim(task), phaseText(node.phase, sink)];
			let text = `${pad}${head.filter((part) => part !== "").join(" ")}${paint.dim(notes.map((note) => `, ${note}`).join(""))}\n`;
			// an array's attempt says what the node says, but not of which calls
			const told = calls === undefined ? attempts : [];
			text += told.flatMap((attempt) => attemptText(attempt, attempts.length, `${pad}  `, sink)).join("");
			// what an attempt has said already is not said again for the node
			if (failure !== undefined && told.every(({ error }) => error === undefined)) {
				text += errorText(failure.message, `${pad}  `);
			}
			return `${text}${treeText(children, sink, depth + 1)}${treeText(launched ?? [], sink, depth + 1)}`;
		})
		.join("");
}

/** What a node that has no attempts is: the gate it waits at, or what it calls. */
function nameOf({ spec }: NodeTree): string | undefined {
	if (spec === undefined) return undefined;
	const { target } = spec;
	if (target.kind !== "gate") return targetEntity(target)?.name;
	return target.gate === "sleep" ? `sleep ${durationText(target.durationMs)}` : `gate ${target.signal}`;
}

function attemptText(attempt: AttemptRecord, count: number, pad: string, sink: Pick<Sink, "color">): string[] {
	const { error, phase, reason } = attempt;
	const said = [];
	if (count > 1) {
		const why = error === undefined && reason !== undefined ? `: ${plainLine(reason)}` : "";
		said.push(`${pad}attempt ${attempt.attempt} ${phaseText(phase, sink)}${why}\n`);
	}
	if (error !== undefined) said.push(errorText(error.message, count > 1 ? `${pad}  ` : pad));
	return said;
}

function errorText(message: string, pad: string): string {
	return `${plainText(message).trimEnd().replace(/^/gm, pad)}\n`;
}

function elementNote({ attempts, calls }: NodeTree): string {
	const elements = lastElements(attempts.at(-1));
	if (elements.length === 0) return "";
	const of = (phase: string) => elements.filter((element) => element.phase === phase).length;
	const failed = of("FAILED");
	const { ids, chunk } = calls ?? {};
	const what = ids === undefined ? "elements" : chunk === undefined ? "calls" : "containers";
	return `${number(of("SUCCEEDED"))} of ${number(elements.length)} ${what} done${failed > 0 ? `, ${number(failed)} failed` : ""}`;
}

/** The same for programs. */
export function treeJson(trees: readonly NodeTree[]): object[] {
	return trees.map(({ node, attempts, children, launched, calls, failure }) => ({
		id: node.id.nodeId,
		phase: node.phase,
		cache: node.cache ?? null,
		startedAt: timeOf(node.startedAt),
		durationMs: node.durationMs ?? null,
		error: failure === undefined ? null : failureJson(failure),
		...(calls === undefined ? {} : { calls: arrayText(calls) }),
		deckUri: node.deckUri ?? null,
		outputUri: node.outputUri ?? null,
		attempts: attempts.map((attempt) => ({
			attempt: attempt.attempt,
			task: { name: attempt.task.name, version: attempt.task.version },
			phase: attempt.phase,
			reason: attempt.reason ?? null,
			error: attempt.error === undefined ? null : failureJson(attempt.error),
			logs: attempt.logs,
			elements: attempt.elements.map(({ index, attempt: time, phase, logs }) => ({
				index,
				attempt: time,
				phase,
				...(calls === undefined ? {} : { call: elementText(calls, index) }),
				logs,
			})),
		})),
		nodes: treeJson(children),
		...(launched === undefined ? {} : { launched: { execution: node.launched?.name, nodes: treeJson(launched) } }),
	}));
}
