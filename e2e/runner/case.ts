import assert from "node:assert/strict";
import type { FlyteRemote } from "flytekit-ts/remote";
import type { Lab } from "../lab/lab.js";
import { everyNode, type Finished, type Flyte, type Run } from "./flyte.js";

/** What a case may use. */
export interface Bench extends Flyte {
	readonly lab: Lab;
	/** The client, for what the rest of this has no word for. */
	readonly remote: FlyteRemote;
	/** A folder of this case's own, seen by pods too. */
	readonly folder: string;
	/** Runs tsflyte, with the lab's configuration. */
	tsflyte(...args: string[]): Promise<{ code: number | undefined; stdout: string; stderr: string }>;
}

/** One proof on the engine. Cases run side by side, but those that must be alone. */
export interface Case {
	/** What it proves, short; also what `npm run e2e -- NAME` selects by. */
	readonly name: string;
	/** Disturbs others: runs when they are done. */
	readonly alone?: boolean;
	run(bench: Bench): Promise<void>;
}

/** Runs a workflow to its end, which must be a success. @returns what came of it */
export async function succeeded(run: Run | Promise<Run>, limitMs?: number): Promise<Finished> {
	const finished = await (await run).finished(limitMs);
	const { code = "", message = "" } = finished.error ?? {};
	assert.equal(finished.phase, "SUCCEEDED", `${finished.name}: ${code}: ${message}`);
	return finished;
}

/** Runs a workflow to its end, which must be a failure. @returns what came of it, with its error */
export async function failed(run: Run | Promise<Run>): Promise<Finished & { error: NonNullable<Finished["error"]> }> {
	const finished = await (await run).finished();
	assert.equal(finished.phase, "FAILED", `${finished.name} gave ${show(finished.outputs)}`);
	assert.ok(finished.error, `${finished.name} failed without an error`);
	return { ...finished, error: finished.error };
}

/** A value as text, integers of any size included. */
export function show(value: unknown): string {
	return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}n` : part));
}

/** Lines that tell how an execution went, one for each node and attempt. */
export function story(nodes: Finished["nodes"]): string[] {
	return everyNode(nodes).flatMap((node) => [
		`${node.id} ${node.phase}${node.error === undefined ? "" : ` ${node.error.code}`}`,
		...node.attempts.map(
			({ attempt, phase, error }) =>
				`  attempt ${attempt} ${phase}${error === undefined ? "" : ` ${error.kind} ${error.code}: ${error.message.slice(0, 400)}`}`,
		),
	]);
}
