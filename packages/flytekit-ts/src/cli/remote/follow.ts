import { plainLine } from "../../errors/index.js";
import { arrayText } from "../../remote/array-calls.js";
import type { FlyteExecution, FlyteRemote, RemoteEvent } from "../../remote/index.js";
import type { Io, Sink } from "../io.js";
import { painter } from "../output/paint.js";
import { nameIn } from "./options.js";

/** How an execution is followed. */
export interface FollowOptions {
	/** Says what happens on this stream; nothing when left out. */
	readonly to?: Sink;
	/** Takes each event as it is heard of. */
	readonly onEvent?: (event: RemoteEvent) => void;
	readonly pollMs?: number | undefined;
	readonly signal?: AbortSignal;
}

/** Follows an execution to its end, a line for each change. Rejects with the signal's reason when nobody waits any more. */
export async function follow(
	remote: FlyteRemote,
	execution: FlyteExecution,
	options: FollowOptions,
): Promise<FlyteExecution> {
	const { to, onEvent, pollMs, signal } = options;
	const events = execution.watch({
		...(pollMs === undefined ? {} : { pollMs }),
		...(signal === undefined ? {} : { signal }),
	});
	for await (const event of events) {
		onEvent?.(event);
		const line = to === undefined ? undefined : eventLine(remote, event, to);
		if (line !== undefined) to?.write(`${line}\n`);
	}
	return execution.sync();
}

/** One event for people, indented by its depth; undefined for what says nothing new. */
function eventLine(remote: FlyteRemote, event: RemoteEvent, sink: Pick<Sink, "color">): string | undefined {
	const paint = painter(sink);
	switch (event.kind) {
		case "execution": {
			const { id, phase } = event.execution;
			return `${paint.bold(nameIn(remote, { id }))} ${phaseText(phase, sink)}`;
		}
		case "node": {
			const { node, calls, failure } = event;
			const hit = node.cache === "CACHE_HIT" ? paint.dim(" (from the cache)") : "";
			const what = calls === undefined ? "" : paint.dim(` ${plainLine(arrayText(calls))}`);
			const why = failure === undefined ? "" : `: ${plainLine(failure.message)}`;
			return `${indent(event.depth)}${node.id.nodeId}${what} ${phaseText(node.phase, sink)}${hit}${why}`;
		}
		case "attempt": {
			const { attempt, phase, error, node, reason } = event.attempt;
			// What goes well with the first attempt is said by the node.
			if (attempt === 0 && phase !== "RETRYABLE_FAILED" && phase !== "WAITING_FOR_RESOURCES") return undefined;
			const why = error?.message ?? reason;
			const said = why === undefined ? "" : `: ${plainLine(why)}`;
			return `${indent(event.depth)}${node.nodeId} attempt ${attempt} ${phaseText(phase, sink)}${said}`;
		}
		case "element":
			if (event.element.phase !== "FAILED" && event.element.phase !== "RETRYABLE_FAILED") return undefined;
			return `${indent(event.depth)}${elementName(event)} ${phaseText(event.element.phase, sink)}`;
		case "gate": {
			const name = nameIn(remote, { id: event.execution });
			const way = `tsflyte signal --remote ${name} ${event.gate}`;
			return `${paint.yellow("waits")} at ${event.gate}: ${way} --approve, --reject or --value JSON`;
		}
		case "log":
			return undefined;
	}
}

function elementName({ attempt, element, call }: RemoteEvent & { readonly kind: "element" }): string {
	return call === undefined ? `${attempt.node.nodeId}[${element.index}]` : plainLine(call);
}

const indent = (depth: number) => "  ".repeat(depth + 1);

/** A phase in the colour of how it stands. */
export function phaseText(phase: string, sink: Pick<Sink, "color">): string {
	const paint = painter(sink);
	if (/^(SUCCEEDED|RECOVERED)$/.test(phase)) return paint.green(phase);
	if (/FAIL|ABORT|TIMED_OUT/.test(phase)) return paint.red(phase);
	return /^SKIPPED$/.test(phase) ? paint.dim(phase) : paint.cyan(phase);
}

/** Says that what nobody waits for any more goes on, and how to come back to it. */
export function sayGoesOn(remote: FlyteRemote, execution: FlyteExecution, io: Pick<Io, "stderr">): void {
	const name = nameIn(remote, execution);
	io.stderr.write(`${name} goes on: tsflyte watch --remote ${name}, or end it with tsflyte abort --remote ${name}\n`);
}
