import type { ValuePath } from "./values/shown-value.js";
import type { InputTypes } from "./values/value-json.js";
import type { AboutView, LogChunk, NodeDetail, RunDetail, RunUpdate, RunView, TableView } from "./view-model.js";

/** Which runs are asked for. */
export interface RunFilter {
	readonly state?: string;
	/** A part of the name, or of the id. */
	readonly name?: string;
	/** Begun at or after. */
	readonly since?: number;
	readonly limit: number;
}

/** Bytes to download. */
export interface Download {
	readonly name: string;
	readonly type: string;
	readonly body: Uint8Array | ReadableStream<Uint8Array>;
}

/** Where runs are seen: the store of this machine, or a deployment. What cannot be done there throws SERVER_UNSUPPORTED. */
export interface RunSource {
	readonly about: Pick<AboutView, "store" | "remote">;
	/** The newest first. */
	runs(filter: RunFilter): Promise<readonly RunView[]>;
	run(id: string): Promise<RunDetail>;
	/** Calls `tell` with all there is, then with what changes, until `signal` aborts. */
	follow(id: string, tell: (update: RunUpdate) => void, signal: AbortSignal): Promise<void>;
	node(id: string, path: string): Promise<NodeDetail>;
	/** The inputs of a run as JSON, for another one of an entity with these types. */
	inputs(id: string, types: InputTypes): Promise<Readonly<Record<string, unknown>>>;
	log(id: string, path: string, attempt: number, from: number | undefined): Promise<LogChunk>;
	/** A whole value, as JSON. */
	value(id: string, path: string, side: "inputs" | "outputs", name: string): Promise<Download>;
	/** A file inside a value, at its place there. */
	file(id: string, path: string, side: "inputs" | "outputs", name: string, at: ValuePath): Promise<Download>;
	table(id: string, path: string, side: "inputs" | "outputs", name: string, at: ValuePath): Promise<TableView>;
	deck(id: string, path: string): Promise<Uint8Array>;
	/** Everything that happened, one JSON document a line. */
	history(id: string): Promise<Download>;
	abort(id: string): Promise<void>;
	/** Goes on with it; gives the id of the run to look at. */
	recover(id: string): Promise<string>;
	/** Answers a gate. `answer` is a boolean, or a value as the inputs' JSON has it. */
	answer(id: string, gate: string, answer: unknown): Promise<void>;
	close(): void;
}
