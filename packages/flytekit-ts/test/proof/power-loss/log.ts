import { KINDS } from "../shim/control.js";

/** One thing that a program had done to its files, as the shim saw it. */
export type Operation =
	| { readonly kind: "write"; readonly path: string; readonly offset: number; readonly data: Buffer }
	| { readonly kind: "truncate"; readonly path: string; readonly size: number }
	| { readonly kind: "rename"; readonly path: string; readonly to: string }
	| { readonly kind: "create" | "unlink" | "mkdir" | "sync"; readonly path: string };

const HEAD = 24;
const CREATE = 256;

/** The shim's log, in order. */
export function readLog(log: Buffer): Operation[] {
	const all: Operation[] = [];
	for (let at = 0; at < log.length; ) {
		const kind = log.readUInt32LE(at);
		const pathLength = log.readUInt32LE(at + 4);
		const offset = Number(log.readBigInt64LE(at + 8));
		const size = Number(log.readBigUInt64LE(at + 16));
		at += HEAD;
		const path = log.toString("utf8", at, at + pathLength);
		at += pathLength;
		const hasData = kind === KINDS.write || kind === KINDS.rename;
		const data = log.subarray(at, hasData ? at + size : at);
		at += data.length;
		all.push(operation(kind, path, offset, data));
	}
	return all;
}

function operation(kind: number, path: string, offset: number, data: Buffer): Operation {
	switch (kind) {
		case KINDS.write:
			return { kind: "write", path, offset, data };
		case KINDS.truncate:
			return { kind: "truncate", path, size: offset };
		case KINDS.rename:
			return { kind: "rename", path, to: data.toString("utf8") };
		case KINDS.sync:
			return { kind: "sync", path };
		case KINDS.unlink:
			return { kind: "unlink", path };
		case KINDS.mkdir:
			return { kind: "mkdir", path };
		case CREATE:
			return { kind: "create", path };
		default:
			throw new Error(`the log has an operation of kind ${kind}`);
	}
}
