import { nearest } from "../errors/nearest.js";
import { showLiteral } from "./convert/codec.js";
import { checkLoaded } from "./convert/offloaded.js";
import type { Step } from "./convert/path.js";
import { toFlyteError, ValueProblem, within } from "./convert/problem.js";
import { rawOfJson, showRaw } from "./convert/raw.js";
import type { Literal } from "./literal.js";
import type { Json, JsonObject } from "./literal-type.js";
import { MsgpackReader } from "./msgpack/reader.js";

/**
 * The part of a literal that an attribute path leads to, as Flyte's engine and flytekit resolve it: into maps, collections, and structs. A
 * part of a MessagePack struct is a binary literal again, byte for byte; a part of an older struct is a primitive, list or struct literal.
 *
 * @param at names the value in errors, such as `n0.o0`
 * @throws FlyteError TYPES_ATTRIBUTE naming the step that leads to nothing, and what is there
 */
export function resolveAttribute(literal: Literal, path: readonly Step[], at = ""): Literal {
	let current = literal;
	let i = 0;
	try {
		for (; i < path.length; i++) {
			while (current.kind === "union") current = current.value;
			checkLoaded(current);
			if (current.kind === "binary") return partOfBinary(current, path, i);
			if (current.kind === "generic") return partOfJson(current.value, path, i);
			current = partOf(current, path[i] as Step);
		}
	} catch (error) {
		let problem = error instanceof AtStep ? error.problem : error;
		const failed = error instanceof AtStep ? error.index : i;
		for (let k = failed - 1; k >= 0; k--) problem = within(problem, path[k] as Step);
		throw toFlyteError(problem, at);
	}
	return current;
}

/** Remembers which step of the path failed. */
class AtStep {
	readonly problem: ValueProblem;
	readonly index: number;
	constructor(problem: ValueProblem, index: number) {
		this.problem = problem;
		this.index = index;
	}
}

function partOf(literal: Literal, step: Step): Literal {
	if (literal.kind === "collection") {
		const index = indexOf(step, literal.items.length, "list");
		return literal.items[index] as Literal;
	}
	if (literal.kind === "map") {
		const found = literal.entries.get(String(step));
		if (found === undefined) throw noKey(String(step), [...literal.entries.keys()]);
		return found;
	}
	throw new ValueProblem(
		"TYPES_ATTRIBUTE",
		`${showLiteral(literal)} has no ${typeof step === "number" ? `element ${step}` : `attribute "${step}"`}`,
		"only lists, maps and structs have parts",
	);
}

function partOfBinary(literal: Extract<Literal, { kind: "binary" }>, path: readonly Step[], from: number): Literal {
	if (literal.tag !== "msgpack") {
		throw new ValueProblem(
			"TYPES_ATTRIBUTE",
			`a binary value of format "${literal.tag}" cannot be looked into`,
			'only "msgpack" can',
		);
	}
	const reader = new MsgpackReader(literal.value);
	for (let i = from; i < path.length; i++) {
		try {
			enter(reader, path[i] as Step);
		} catch (error) {
			throw error instanceof ValueProblem ? new AtStep(error, i) : error;
		}
	}
	const start = reader.position;
	reader.value();
	return { kind: "binary", tag: "msgpack", value: literal.value.slice(start, reader.position) };
}

/** Moves to the start of the part. As in a map that is read whole, the last of equal keys counts. */
function enter(reader: MsgpackReader, step: Step): void {
	const pairs = reader.tryMapHead();
	if (pairs !== undefined) {
		const wanted = String(step);
		const keys: string[] = [];
		let found: number | undefined;
		for (let k = 0; k < pairs; k++) {
			const key = String(reader.value());
			keys.push(key);
			if (key === wanted) found = reader.position;
			reader.value();
		}
		if (found === undefined) throw noKey(wanted, keys);
		reader.seek(found);
		return;
	}
	const items = reader.tryArrayHead();
	if (items === undefined) {
		throw new ValueProblem(
			"TYPES_ATTRIBUTE",
			`${showRaw(reader.value())} has no ${typeof step === "number" ? `element ${step}` : `attribute "${step}"`}`,
			"only lists, maps and structs have parts",
		);
	}
	const index = indexOf(step, items, "list");
	for (let k = 0; k < index; k++) reader.value();
}

function partOfJson(value: Json, path: readonly Step[], from: number): Literal {
	let current = value;
	for (let i = from; i < path.length; i++) {
		try {
			current = partOfJsonStep(current, path[i] as Step);
		} catch (error) {
			throw error instanceof ValueProblem ? new AtStep(error, i) : error;
		}
	}
	return literalOfJson(current);
}

function partOfJsonStep(value: Json, step: Step): Json {
	if (Array.isArray(value)) return (value as readonly Json[])[indexOf(step, value.length, "list")] as Json;
	if (typeof value === "object" && value !== null) {
		const key = String(step);
		if (!Object.hasOwn(value, key)) throw noKey(key, Object.keys(value));
		return (value as JsonObject)[key] as Json;
	}
	throw new ValueProblem(
		"TYPES_ATTRIBUTE",
		`${showRaw(rawOfJson(value))} has no ${typeof step === "number" ? `element ${step}` : `attribute "${step}"`}`,
		"only lists, maps and structs have parts",
	);
}

/** A protobuf Struct has floats only: a reader that wants an Int takes a whole one. */
function literalOfJson(value: Json): Literal {
	if (value === null) return { kind: "none" };
	if (typeof value === "string") return { kind: "string", value };
	if (typeof value === "boolean") return { kind: "boolean", value };
	if (typeof value === "number") return { kind: "float", value };
	if (Array.isArray(value)) return { kind: "collection", items: (value as readonly Json[]).map(literalOfJson) };
	return { kind: "generic", value };
}

function indexOf(step: Step, length: number, what: string): number {
	if (typeof step !== "number")
		throw new ValueProblem(
			"TYPES_ATTRIBUTE",
			`a ${what} has no attribute "${step}"`,
			`use an index: 0 to ${length - 1}`,
		);
	if (Number.isInteger(step) && step >= 0 && step < length) return step;
	throw new ValueProblem(
		"TYPES_ATTRIBUTE",
		`index ${step} is out of range: the ${what} has ${length} element${length === 1 ? "" : "s"}`,
		length === 0 ? "the list is empty" : `use 0 to ${length - 1}`,
	);
}

function noKey(key: string, keys: readonly string[]): ValueProblem {
	const near = nearest(key, keys);
	return new ValueProblem(
		"TYPES_ATTRIBUTE",
		`there is no "${key}"${near === undefined ? "" : `, did you mean "${near}"?`}`,
		keys.length === 0
			? "there are no keys"
			: `there ${keys.length === 1 ? "is" : "are"} ${keys.slice(0, 20).join(", ")}${keys.length > 20 ? ", ..." : ""}`,
	);
}
