import { didYouMean } from "../errors/did-you-mean.js";
import { FlyteError } from "../errors/index.js";
import { guessNativeType, nameOfType, toLiteral } from "../types/index.js";
import type { LiteralType } from "../types/literal-type.js";
import { eachOf, executionKey, listSignals, setSignal as send } from "../wire/admin/index.js";
import type { ExecutionId, SignalRecord } from "../wire/admin/records.js";
import { plainContext } from "./remote-inputs.js";
import type { RemoteSession } from "./session.js";

/** A gate that an execution has come to. */
export interface Gate {
	readonly name: string;
	/** What it takes: a boolean for an approval. */
	readonly type: LiteralType;
	/** It has its value, and the execution goes on. */
	readonly isSet: boolean;
}

/** The gates that an execution has come to so far; those further on are not known to the cluster yet. flytekit: list_signals. */
export async function gates(session: RemoteSession, execution: ExecutionId): Promise<readonly Gate[]> {
	return (await records(session, execution)).map(({ name, type, value }) => ({
		name,
		type,
		isSet: value !== undefined,
	}));
}

/** Lets an approval pass. Throws REMOTE_SIGNAL where the execution has not come to such a gate, or it takes another kind of value. */
export async function approve(session: RemoteSession, execution: ExecutionId, gate: string): Promise<void> {
	await decide(session, execution, gate, true);
}

/** Turns an approval down. Throws as {@link approve}. */
export async function reject(session: RemoteSession, execution: ExecutionId, gate: string): Promise<void> {
	await decide(session, execution, gate, false);
}

/** Gives a gate its value, checked against the gate's type. flytekit: set_input. Throws REMOTE_SIGNAL, and what conversion throws. */
export async function setSignal(
	session: RemoteSession,
	execution: ExecutionId,
	gate: string,
	value: unknown,
): Promise<void> {
	const { type } = await waiting(session, execution, gate);
	const literal = await toLiteral(value, guessNativeType(type), plainContext(session), `signal ${gate}`);
	await send(session.transport, execution, gate, literal);
}

async function decide(session: RemoteSession, execution: ExecutionId, gate: string, value: boolean): Promise<void> {
	const { type } = await waiting(session, execution, gate);
	if (type.kind !== "simple" || type.simple !== "boolean") {
		throw new FlyteError("REMOTE_SIGNAL", `gate ${JSON.stringify(gate)} takes ${nameOfType(type)}, not an approval`, {
			wayOut: "give it a value: setSignal(gate, value)",
		});
	}
	await send(session.transport, execution, gate, { kind: "boolean", value });
}

async function waiting(session: RemoteSession, execution: ExecutionId, gate: string): Promise<SignalRecord> {
	const all = await records(session, execution);
	const found = all.find(({ name }) => name === gate);
	if (found === undefined) {
		const names = all.filter(({ value }) => value === undefined).map(({ name }) => JSON.stringify(name));
		const waits = names.length === 0 ? "it waits at no gate now" : `it waits at ${names.join(", ")}`;
		const near = didYouMean(
			gate,
			all.map(({ name }) => name),
		);
		throw new FlyteError(
			"REMOTE_SIGNAL",
			`execution ${executionKey(execution)} has come to no gate ${JSON.stringify(gate)}`,
			{
				wayOut: near === undefined ? waits : `${near} ${waits}`,
			},
		);
	}
	if (found.value === undefined) return found;
	throw new FlyteError(
		"REMOTE_SIGNAL",
		`gate ${JSON.stringify(gate)} of execution ${executionKey(execution)} has its value already`,
		{
			wayOut: "a gate takes one value, once",
		},
	);
}

async function records(session: RemoteSession, execution: ExecutionId): Promise<readonly SignalRecord[]> {
	const found: SignalRecord[] = [];
	const pages = eachOf((token) => listSignals(session.transport, execution, token === undefined ? {} : { token }));
	for await (const signal of pages) found.push(signal);
	return found;
}
