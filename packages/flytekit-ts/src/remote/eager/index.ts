import { escapeHtml } from "../../authoring/deck/escape.js";
import { bindEagerCleaner } from "../../authoring/eager-cleanup.js";
import type { EagerAttempt, EagerService } from "../../authoring/eager-service.js";
import { currentState } from "../../context/async-state.js";
import { Deck } from "../../context/deck.js";
import { currentExecution } from "../../context/execution.js";
import { systemClock, systemRandom } from "../../context/ports/index.js";
import { FlyteError } from "../../errors/index.js";
import { bindLocalRunner } from "../../graph/runner-port.js";
import { readFlyteConfig } from "../config/flyte-config.js";
import { connect } from "../connect.js";
import type { RemoteSession } from "../session.js";
import { stopStarted } from "./cleanup.js";
import { EagerExecutions, type EndedCall } from "./executions.js";
import { ROOT_VARIABLE } from "./labels.js";
import { Limit } from "./limit.js";
import { Round } from "./round.js";

/** Calls to the deployment at a time. */
const WIDTH = 16;

/**
 * From now on what an eager task calls runs as executions of their own on the deployment that the pod is told of; its cleanup stops
 * those that were left. Throws REMOTE_CONFIG where the pod is told of none.
 */
export async function serveEager(attempt: EagerAttempt): Promise<EagerService> {
	const { flyte, env, blobs, checkpointPlaces, rawOutputPrefix } = attempt;
	const { session, close } = await connected(attempt);
	bindEagerCleaner(() => stopStarted(session, flyte.execution.name));
	const round = await Round.begin(checkpointPlaces, blobs);
	const executions = new EagerExecutions({
		session,
		place: {
			task: attempt.taskName,
			execution: flyte.execution.name,
			node: flyte.outputPrefix.replace(/\/\d+\/?$/, ""),
		},
		root: env[ROOT_VARIABLE] || flyte.execution.name,
		settings: attempt.settings(),
		ownPrefix: rawOutputPrefix,
		round: round.number,
		limit: new Limit(WIDTH),
		ended: showEnded,
	});
	const here = bindLocalRunner(undefined);
	bindLocalRunner({
		run(entity, inputs) {
			const calls = currentState()?.calls;
			if (calls !== undefined) return calls.run(() => executions.run(entity, inputs, calls.signal));
			if (here !== undefined) return here.run(entity, inputs);
			throw new FlyteError("GRAPH_NO_RUNNER", `no engine is bound to run ${entity.name}`);
		},
	});
	return { failed: () => round.failed(), close };
}

async function connected({
	flyte,
	env,
	blobs,
}: EagerAttempt): Promise<{ session: RemoteSession; close(): Promise<void> }> {
	const config = await readFlyteConfig();
	if (config.source === undefined && !env.FLYTE_PLATFORM_URL) {
		throw new FlyteError("REMOTE_CONFIG", "an eager task starts executions, and this pod is told of no deployment", {
			wayOut:
				"set FLYTE_PLATFORM_URL in pods (plugins.k8s.default-env-vars of propeller's configuration), or name a file by FLYTECTL_CONFIG",
		});
	}
	// nobody sits before a pod: a login that needs a person is none
	const asksPerson = config.platform.authType === "Pkce" || config.platform.authType === "DeviceFlow";
	const ports = { clock: systemClock, random: systemRandom };
	const { transport, close } = connect(config, { ...ports, ...(asksPerson ? { tokens: null } : {}) });
	const { project, domain } = flyte.execution;
	return { session: { transport, config, project, domain, blobs, ...ports }, close };
}

/** A line in the deck of the task that made the call, as flytekit has it. */
function showEnded({ callee, execution, phase, url }: EndedCall): void {
	const context = currentExecution();
	if (context === undefined) return;
	const name = "Eager Executions";
	const deck = context.decks.find((one) => one.name === name) ?? new Deck(name, "", context.deckBook);
	deck.append(`<p><a href="${escapeHtml(url)}">${escapeHtml(execution.name)}</a> ${escapeHtml(callee)}: ${phase}</p>`);
}
