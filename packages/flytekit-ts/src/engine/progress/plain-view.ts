import type { Colors } from "picocolors/types.js";
import { plainLine } from "../../errors/index.js";
import type { RunEvent } from "../events.js";
import { durationText } from "./layout.js";
import { attemptLine, lateLine, summaryLine } from "./lines.js";
import { ProgressModel } from "./model.js";
import type { ProgressStream, ProgressView } from "./view.js";

/** Nodes of one entity that get lines of their own; more than these are counted in steps. */
const SINGLE = 5;
const MAX_FAILURE_LINES = 20;

type NodeEvent = RunEvent & { type: "nodeQueued" | "nodeStarted" | "nodeSucceeded" | "nodeFailed" | "nodeAborted" };

/**
 * Lines for a log: when nodes of the outermost graph start and end, and every failure. Many nodes of one entity, and the
 * elements of an array, give a line for each tenth of them.
 */
export class PlainView implements ProgressView {
	readonly #stream: ProgressStream;
	readonly #colors: Colors;
	readonly #model = new ProgressModel();
	readonly #groups = new Map<string, { total: number; done: number; told: number }>();
	readonly #startedAt = new Map<string, number>();
	#root = "";
	#failureLines = 0;

	constructor(stream: ProgressStream, colors: Colors) {
		this.#stream = stream;
		this.#colors = colors;
	}

	handle(event: RunEvent): void {
		this.#model.apply(event);
		switch (event.type) {
			case "runStarted":
				this.#root = event.path;
				this.#line(`${plainLine(event.name, 120)} started, run ${event.executionId}`);
				break;
			case "runFinished":
				this.#line(summaryLine(event, this.#model, this.#colors));
				break;
			case "attemptFailed":
				if (!this.#model.isNews(event)) break;
				if (++this.#failureLines < MAX_FAILURE_LINES) this.#line(attemptLine(event, this.#colors));
				else if (this.#failureLines === MAX_FAILURE_LINES) this.#line("further failed attempts are only counted");
				break;
			case "lateFailure":
				this.#line(lateLine(event, this.#colors));
				break;
			case "arrayProgress":
				if (this.#isTop(event.path)) {
					this.#step(event.path, `${event.path} ${event.name}`, event.succeeded + event.failed, event.total);
				}
				break;
			case "nodeQueued":
				if (this.#isTop(event.path)) this.#group(event).total++;
				break;
			case "nodeStarted":
			case "nodeSucceeded":
			case "nodeFailed":
			case "nodeAborted":
				if (this.#isTop(event.path)) this.#node(event);
		}
	}

	stop(): void {}

	#node(event: NodeEvent): void {
		const group = this.#group(event);
		if (event.type === "nodeStarted") {
			this.#startedAt.set(event.path, event.at);
			if (group.total <= SINGLE) this.#line(`${plainLine(event.path, 80)} ${plainLine(event.name, 120)} started`);
			return;
		}
		const began = this.#startedAt.get(event.path) ?? event.at;
		this.#startedAt.delete(event.path);
		group.done++;
		if (group.total > SINGLE) {
			this.#step(event.name, event.name, group.done, group.total);
			return;
		}
		const how = { nodeQueued: "", nodeSucceeded: "succeeded", nodeFailed: "failed", nodeAborted: "stopped" }[
			event.type
		];
		this.#line(
			`${plainLine(event.path, 80)} ${plainLine(event.name, 120)} ${how} in ${durationText(event.at - began)}`,
		);
	}

	/** A line when another tenth is done. `total` may still grow. */
	#step(key: string, title: string, done: number, total: number): void {
		const group = this.#groupOf(key);
		if (done < group.told + Math.max(1, Math.ceil(total / 10))) return;
		group.told = done;
		this.#line(`${plainLine(title, 160)}: ${done} of ${total} done`);
	}

	#group(event: NodeEvent) {
		return this.#groupOf(event.name);
	}

	#groupOf(key: string) {
		let group = this.#groups.get(key);
		if (group === undefined) {
			group = { total: 0, done: 0, told: 0 };
			this.#groups.set(key, group);
		}
		return group;
	}

	/** A node of the outermost graph: `main/n0`, not what is inside it. */
	#isTop(path: string): boolean {
		return path.startsWith(`${this.#root}/`) && !path.includes("/", this.#root.length + 1);
	}

	#line(text: string): void {
		this.#stream.write(`${text}\n`);
	}
}
