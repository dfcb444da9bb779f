import { inside } from "./codec/read-literal-type.js";
import { Reader } from "./codec/reader.js";
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

const NOTHING: ContainerError = { code: "", message: "", recoverable: false, origin: "user", timestamp: 0, worker: "" };

/** What an error.pb says. Throws WIRE_* with the byte's offset for bytes that are no ErrorDocument. */
export function decodeErrorDocument(bytes: Uint8Array): ContainerError {
	const r = new Reader(bytes, "ErrorDocument");
	let error = NOTHING;
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x0a) error = inside(r, "ContainerError", () => readContainerError(r));
		else r.skip(tag);
	}
	return error;
}

function readContainerError(r: Reader): ContainerError {
	const error: { -readonly [K in keyof ContainerError]: ContainerError[K] } = { ...NOTHING };
	while (r.more) {
		const tag = r.tag();
		switch (tag) {
			case 0x0a:
				error.code = r.string();
				break;
			case 0x12:
				error.message = r.string();
				break;
			case 0x18:
				error.recoverable = r.varint() === 1;
				break;
			case 0x20:
				error.origin = r.varint() === ORIGINS.system ? "system" : "user";
				break;
			case 0x2a:
				error.timestamp = inside(r, "Timestamp", () => readTimestamp(r));
				break;
			case 0x32:
				error.worker = r.string();
				break;
			default:
				r.skip(tag);
		}
	}
	return error;
}

/** Milliseconds. */
function readTimestamp(r: Reader): number {
	let ms = 0;
	while (r.more) {
		const tag = r.tag();
		if (tag === 0x08) ms += Number(r.int64()) * 1000;
		else if (tag === 0x10) ms += r.int32() / 1e6;
		else r.skip(tag);
	}
	return ms;
}
