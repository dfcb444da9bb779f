import { arrayText } from "../../remote/array-calls.js";
import type { RemoteEvent } from "../../remote/index.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { executionOf } from "./execution-of.js";
import { withRemote } from "./options.js";
import { pollMsOf } from "./run-options.js";
import { followed } from "./wait-for.js";

/**
 * Says what happens in an execution until it has ended: `tsflyte watch --remote RUN`. Ends with 0 when it succeeded and with 1, and the cluster's error,
 * when not.
 */
export async function remoteWatch(args: ParsedArgs, io: Io): Promise<ExitCode> {
	const pollMs = pollMsOf(args);
	const json = switchOf(args, "json");
	return withRemote(args, async (remote) => {
		const execution = await executionOf(remote, args, "watch");
		const ended = await followed(
			remote,
			execution,
			{
				pollMs,
				...(json
					? { onEvent: (event) => io.stdout.write(`${JSON.stringify(eventJson(event))}\n`) }
					: { to: io.stdout }),
			},
			io,
		);
		if (ended === undefined) return EXIT.interrupted;
		if (ended.phase !== "SUCCEEDED") await ended.outputs(); // throws what it failed with
		return EXIT.ok;
	});
}

/** One event on a line of its own. */
function eventJson(event: RemoteEvent): object {
	switch (event.kind) {
		case "execution": {
			const { id, phase, error, abort } = event.execution;
			return { kind: "execution", execution: id.name, phase, error: error ?? null, aborted: abort?.cause ?? null };
		}
		case "node": {
			const { id, phase, error, cache } = event.node;
			const calls = event.calls === undefined ? {} : { calls: arrayText(event.calls) };
			const told = { error: event.failure ?? error ?? null, ...calls };
			return { kind: "node", ...nodeOf(id), depth: event.depth, phase, cache: cache ?? null, ...told };
		}
		case "attempt": {
			const { node, attempt, phase, error, reason } = event.attempt;
			return { kind: "attempt", ...nodeOf(node), attempt, phase, reason: reason ?? null, error: error ?? null };
		}
		case "element": {
			const { index, attempt, phase } = event.element;
			const call = event.call === undefined ? {} : { call: event.call };
			return { kind: "element", ...nodeOf(event.attempt.node), index, attempt, phase, ...call };
		}
		case "log":
			return { kind: "log", ...nodeOf(event.attempt.node), attempt: event.attempt.attempt, ...event.link };
		case "gate":
			return { kind: "gate", execution: event.execution.name, gate: event.gate };
	}
}

const nodeOf = (id: { readonly execution: { readonly name: string }; readonly nodeId: string }) => ({
	execution: id.execution.name,
	node: id.nodeId,
});
