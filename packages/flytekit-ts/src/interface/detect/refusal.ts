import type { Node } from "typescript-native/unstable/ast";
import { type ErrorCode, sourceFrame } from "../../errors/index.js";
import type { DetectionProblem } from "../detected.js";
import type { CheckedProgram } from "./checker.js";

/** What a refusal says, without its place. */
export interface Refusal {
	readonly code: ErrorCode;
	/** What is wrong, as a sentence without the entity's name. */
	readonly text: string;
	readonly wayOut: string;
	/** Path inside the interface, `inputs.d.bark`. */
	readonly path?: string;
}

/** Collects the problems of one entity, each with its place and source frame. */
export class ProblemSink {
	readonly problems: DetectionProblem[] = [];
	readonly #program: CheckedProgram;
	/** `task "train"`, in front of every message. */
	readonly #subject: string;

	constructor(program: CheckedProgram, subject: string) {
		this.#program = program;
		this.#subject = subject;
	}

	get count(): number {
		return this.problems.length;
	}

	/** Adds one, unless the same was said of the same path before. */
	add(refusal: Refusal, node: Node): void {
		if (this.problems.some((p) => p.code === refusal.code && p.path === refusal.path && p.path !== undefined)) return;
		this.problems.push(problemAt(this.#program, node, { ...refusal, text: `${this.#subject}: ${refusal.text}` }));
	}
}

/** A problem at a node: location, frame and all. */
export function problemAt(program: CheckedProgram, node: Node, refusal: Refusal): DetectionProblem {
	const file = node.getSourceFile();
	const location = program.locationOf(node);
	const start = node.getStart(file);
	const firstLine = file.text.slice(start, node.end).split(/[\r\n]/, 1)[0] ?? "";
	return {
		code: refusal.code,
		message: refusal.text,
		location,
		frame: sourceFrame(file.text, location.line, location.column, Math.max(1, firstLine.length)),
		wayOut: refusal.wayOut,
		...(refusal.path === undefined ? {} : { path: refusal.path }),
	};
}
