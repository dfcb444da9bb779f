import { durationText } from "../../engine/progress/layout.js";
import { plainLine, plainText } from "../../errors/index.js";
import type { AttemptRecord, NodeTree } from "../../remote/index.js";
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
			const { node, attempts, children, launched } = tree;
			const notes = [
				node.durationMs === undefined ? "" : durationText(node.durationMs),
				node.cache === "CACHE_HIT" ? "from the cache" : "",
				attempts.length > 1 ? `${attempts.length} attempts` : "",
				node.launched === undefined ? "" : `launched ${node.launched.name}`,
				elementNote(attempts.at(-1)),
			].filter((note) => note !== "");
			const task = attempts.at(-1)?.task.name;
			const head = [node.id.nodeId, task === undefined ? "" : paint.dim(task), phaseText(node.phase, sink)];
			let text = `${pad}${head.filter((part) => part !== "").join(" ")}${paint.dim(notes.map((note) => `, ${note}`).join(""))}\n`;
			text += attempts.flatMap((attempt) => attemptText(attempt, attempts.length, `${pad}  `, sink)).join("");
			// what an attempt has said already is not said again for the node
			if (node.error !== undefined && attempts.every(({ error }) => error === undefined)) {
				text += errorText(node.error.message, `${pad}  `);
			}
			return `${text}${treeText(children, sink, depth + 1)}${treeText(launched ?? [], sink, depth + 1)}`;
		})
		.join("");
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

function elementNote(attempt: AttemptRecord | undefined): string {
	const { elements = [] } = attempt ?? {};
	if (elements.length === 0) return "";
	const count = (phase: string) => elements.filter((element) => element.phase === phase).length;
	const failed = count("FAILED");
	return `${count("SUCCEEDED")} of ${elements.length} elements done${failed > 0 ? `, ${failed} failed` : ""}`;
}

/** The same for programs. */
export function treeJson(trees: readonly NodeTree[]): object[] {
	return trees.map(({ node, attempts, children, launched }) => ({
		id: node.id.nodeId,
		phase: node.phase,
		cache: node.cache ?? null,
		startedAt: timeOf(node.startedAt),
		durationMs: node.durationMs ?? null,
		error: node.error === undefined ? null : failureJson(node.error),
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
				logs,
			})),
		})),
		nodes: treeJson(children),
		...(launched === undefined ? {} : { launched: { execution: node.launched?.name, nodes: treeJson(launched) } }),
	}));
}
