import { Writer } from "./codec/writer.js";

/** What a container says of its failure: flyteidl.core.ContainerError. */
export interface ContainerError {
	/** A word for tables and dashboards, such as `USER:RuntimeError`. */
	readonly code: string;
	readonly message: string;
	/** Whether another attempt may succeed: RECOVERABLE. */
	readonly recoverable: boolean;
	/** Whose fault it is. Attempts after a system's failure are not counted as the user's retries. */
	readonly origin: "user" | "system";
	/** Milliseconds since the epoch. */
	readonly timestamp: number;
	/** Which of several workers of one task it was; "" for none. */
	readonly worker: string;
}

const ORIGINS = { user: 1, system: 2 } as const;

/** Bytes of a flyteidl.core.ErrorDocument (error.pb). The texts must be well formed. Throws WIRE_SURROGATE. */
export function encodeErrorDocument(error: ContainerError): Uint8Array {
	const w = new Writer(error.message.length + 256);
	w.optionalString(6, error.worker);
	const time = w.size;
	const seconds = Math.floor(error.timestamp / 1000);
	const nanos = Math.round((error.timestamp - seconds * 1000) * 1e6);
	if (nanos !== 0) w.int32(2, nanos);
	if (seconds !== 0) w.int64(1, BigInt(seconds));
	w.close(5, time);
	w.uint32(4, ORIGINS[error.origin]);
	if (error.recoverable) w.uint32(3, 1);
	w.optionalString(2, error.message);
	w.optionalString(1, error.code);
	w.close(1, 0);
	return w.bytes();
}
