import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type FlyteExecution, FlyteRemote, type NodeTree } from "flytekit-ts/remote";
import type { Lab } from "../lab/lab.js";
import type { Case } from "./case.js";
import type { Finished, LaunchSettings, NodeRecord, Run } from "./flyte.js";
import { PLACE, tsflyte, VERSION } from "./register.js";
import type { CaseBench } from "./run-cases.js";

/** How long an execution may take, with all cases running at once on a machine that does much else besides: seconds where it is quiet. */
const LIMIT_MS = 1_800_000;

/** What makes a bench for each case, all over one client of the lab. */
export async function benches(lab: Lab): Promise<(one: Case, index: number) => CaseBench> {
	const remote = FlyteRemote.forEndpoint(lab.endpoint, { ...PLACE, insecure: true, tokens: null });
	return (_, index) => {
		const started: string[] = [];
		const folder = join(lab.folder, "cases", String(index));
		mkdirSync(folder, { recursive: true });
		const known = (execution: FlyteExecution) => {
			started.push(execution.id.name);
			return runOf(execution);
		};
		return {
			started,
			nodesOf: async (name) => nodesOf(await remote.fetchExecution(name)),
			bench: {
				lab,
				remote,
				folder,
				tsflyte: (...args) => tsflyte(lab, args),
				async launch(workflow, inputs = {}, { version = VERSION, ...settings }: LaunchSettings = {}) {
					const launched =
						typeof workflow === "string" ? await remote.fetchLaunchPlan({ name: workflow, version }) : workflow;
					return known(await remote.execute(launched, inputs, { ...settings, version }));
				},
				recover: async (name) => known(await remote.recover(name)),
				relaunch: async (name) => known(await remote.relaunch(name)),
			},
		};
	};
}

function runOf(execution: FlyteExecution): Run {
	return {
		name: execution.id.name,
		async finished(limitMs = LIMIT_MS) {
			await execution.wait({ timeoutMs: limitMs });
			return {
				name: execution.id.name,
				phase: execution.phase,
				...(execution.error === undefined ? {} : { error: execution.error }),
				outputs: execution.phase === "SUCCEEDED" ? await outputsByName(execution) : {},
				nodes: await nodesOf(execution),
			} satisfies Finished;
		},
		phase: async () => (await execution.sync()).phase,
		nodes: () => nodesOf(execution),
		signals: async () => (await execution.signals()).filter(({ isSet }) => !isSet).map(({ name }) => name),
		approve: (gate) => execution.approve(gate),
		reject: (gate) => execution.reject(gate),
		set: (gate, value) => execution.setSignal(gate, value),
		async abort(why) {
			await execution.terminate(why);
		},
	};
}

/** A single output has no name, several by position are a tuple: here all have the names that the interface gives them. */
async function outputsByName(execution: FlyteExecution): Promise<Record<string, unknown>> {
	const names = [...(await execution.interface()).outputs.keys()];
	const given: unknown = await execution.outputs();
	if (names.length < 2) return Object.fromEntries(names.map((name) => [name, given]));
	if (!Array.isArray(given)) return given as Record<string, unknown>;
	return Object.fromEntries(given.map((value, i) => [`o${i}`, value]));
}

async function nodesOf(execution: FlyteExecution): Promise<NodeRecord[]> {
	return (await execution.nodes({ launched: false })).map(recordOf);
}

function recordOf({ node, attempts, children }: NodeTree): NodeRecord {
	const { error, cache, deckUri, outputUri, launched } = node;
	return {
		id: node.id.nodeId,
		phase: node.phase,
		...(error === undefined ? {} : { error }),
		...(cache === undefined ? {} : { cache }),
		...(deckUri === undefined ? {} : { deckUri }),
		...(outputUri === undefined ? {} : { outputUri }),
		...(launched === undefined ? {} : { launched: launched.name }),
		attempts: attempts.map(({ attempt, phase, error: failure, logs }) => ({
			attempt,
			phase,
			...(failure === undefined ? {} : { error: failure }),
			logs: logs.map(({ uri }) => uri),
		})),
		nodes: children.map(recordOf),
	};
}
