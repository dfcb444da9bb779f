import type { LiteralMap } from "../../types/literal.js";
import { millisecondsFrom, said } from "../from-proto/values.js";
import { type ExecutionError, ExecutionError_ErrorKind, type TaskLog } from "../gen/flyteidl/core/execution.js";
import { LiteralMap as LiteralMapMessage } from "../gen/flyteidl/core/literals.js";
import type { Duration } from "../gen/google/protobuf/duration.js";
import type { Timestamp } from "../gen/google/protobuf/timestamp.js";
import { decodeLiteralMap, encodeLiteralMap } from "../literals.js";
import type { LogLink, RemoteFailure } from "./records.js";

/** When something was; nanoseconds are cut to milliseconds. */
export function dateFrom(timestamp: Timestamp | undefined): Date | undefined {
	if (timestamp === undefined) return undefined;
	return new Date(Number(timestamp.seconds) * 1000 + Math.floor(timestamp.nanos / 1e6));
}

/** Milliseconds of a duration; undefined where none was said. */
export function durationFrom(duration: Duration | undefined): number | undefined {
	return duration && millisecondsFrom(duration);
}

export function durationMessage(ms: number): Duration {
	return { seconds: BigInt(Math.floor(ms / 1000)), nanos: Math.round((ms % 1000) * 1e6) };
}

export function failureFrom(error: ExecutionError): RemoteFailure {
	const { code, message, errorUri } = error;
	const uri = said(errorUri);
	const kind =
		error.kind === ExecutionError_ErrorKind.USER
			? "user"
			: error.kind === ExecutionError_ErrorKind.SYSTEM
				? "system"
				: "unknown";
	return { code, message, kind, ...(uri === undefined ? {} : { errorUri: uri }) };
}

export function logsFrom(logs: readonly TaskLog[]): readonly LogLink[] {
	return logs.map(({ name, uri }) => ({ name, uri }));
}

/** There is one reader of literals, and it reads bytes. */
export function literalMapFrom(message: LiteralMapMessage | undefined): LiteralMap {
	return message === undefined ? new Map() : decodeLiteralMap(LiteralMapMessage.encode(message).finish());
}

export function literalMapMessage(map: LiteralMap, path = "inputs"): LiteralMapMessage {
	return LiteralMapMessage.decode(encodeLiteralMap(map, path));
}
