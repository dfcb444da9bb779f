import { crc32 } from "node:zlib";
import type { FinalError } from "../../attempt/tally.js";
import { FlyteError } from "../../errors/index.js";
import type { Isolation } from "../../graph/isolation.js";
import type { RunCounts, RunPhase } from "../events.js";
import type { RecordedError } from "./record.js";

/** What is known of a run when it begins: enough to begin it again. */
export interface RunHeader {
	/** The execution's id. */
	readonly id: string;
	/** `module.exportName` of what runs. */
	readonly name: string;
	readonly kind: "task" | "dynamic" | "workflow" | "launchPlan";
	/** The program's file, as it was named; undefined where the run was begun by code. */
	readonly file: string | undefined;
	/** The exported name in that file. */
	readonly entity: string | undefined;
	/** Code began it, not a command. */
	readonly isByCode?: boolean;
	/** flyteidl.core.LiteralMap. */
	readonly inputs: Uint8Array;
	/** Folder of the project; `file` lies below it, or not. */
	readonly root?: string;
	/** How it was asked to run: recovery does it the same way. */
	readonly options?: {
		readonly concurrency?: number;
		readonly isolate?: Isolation;
		readonly maxParallelism?: number;
		readonly overwriteCache?: boolean;
	};
	/** Versions of the program's entities by name: what recovery compares. */
	readonly versions: ReadonlyMap<string, string>;
	/** Milliseconds since the epoch. */
	readonly startedAt: number;
	/** Version of this package. */
	readonly sdk: string;
}

/** How a run ended. */
export interface RunEnd {
	readonly phase: RunPhase;
	readonly endedAt: number;
	/** Monotonic: of the last stretch of work, where the run was recovered. */
	readonly durationMs: number;
	readonly counts: RunCounts;
	/** flyteidl.core.LiteralMap; set when it succeeded. */
	readonly outputs: Uint8Array | undefined;
	readonly error: RecordedError | undefined;
	/** As Flyte would note it, where something failed. */
	readonly outcome?: FinalError;
}

const encoder = new TextEncoder();

/** A document of the store: JSON with bytes in base64, and its checksum. */
export interface Checked {
	readonly bytes: Uint8Array;
	readonly crc: number;
}

export function checkedHeader(header: RunHeader): Checked {
	return checked({ ...header, inputs: base64(header.inputs), versions: [...header.versions] });
}

export function checkedEnd(end: RunEnd): Checked {
	return checked({ ...end, outputs: end.outputs === undefined ? undefined : base64(end.outputs) });
}

/** Throws JOURNAL_DAMAGED when the checksum does not hold. `what` names the document in the message. */
export function headerOf(stored: Checked, what: string): RunHeader {
	const json = opened(stored, what) as Record<string, unknown>;
	return {
		...(json as unknown as RunHeader),
		file: json.file as string | undefined,
		entity: json.entity as string | undefined,
		inputs: bytesOf(json.inputs as string),
		versions: new Map(json.versions as [string, string][]),
	};
}

/** Throws JOURNAL_DAMAGED when the checksum does not hold. */
export function endOf(stored: Checked, what: string): RunEnd {
	const json = opened(stored, what) as Record<string, unknown>;
	return {
		...(json as unknown as RunEnd),
		outputs: json.outputs === undefined ? undefined : bytesOf(json.outputs as string),
		error: json.error as RecordedError | undefined,
	};
}

function checked(document: unknown): Checked {
	const bytes = encoder.encode(JSON.stringify(document));
	return { bytes, crc: crc32(bytes) };
}

function opened({ bytes, crc }: Checked, what: string): unknown {
	if (crc32(bytes) === crc) return JSON.parse(new TextDecoder().decode(bytes));
	throw new FlyteError("JOURNAL_DAMAGED", `the checksum of ${what} does not hold`, {
		wayOut: "its other records can still be read; save them with: tsflyte recover --salvage",
	});
}

function base64(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function bytesOf(text: string): Uint8Array {
	return new Uint8Array(Buffer.from(text, "base64"));
}
