import { FlyteError, isFlyteError } from "../errors/index.js";
import {
	assignability,
	describeType,
	type Literal,
	type LiteralType,
	literalTypeOf,
	type NativeType,
	toLiteral,
} from "../types/index.js";
import type { BindingData } from "./binding.js";
import { type CompilationState, hasDraft } from "./compilation.js";
import { type NodeOutput, outputOf } from "./promised.js";

/**
 * Turns a value given to a call, or returned by a body, into a binding: promised values stay references, lists and maps that
 * hold some become collections and maps of bindings, everything else becomes a literal by `type`.
 * Throws GRAPH_BINDING_TYPE when a promised value does not fit, and what the type's conversion throws, with the path.
 */
export function bind(state: CompilationState, value: unknown, type: NativeType, path: string): BindingData {
	if (typeof value !== "object" || value === null) return bindConstant(state, value, type, path);
	const output = outputOf(value);
	if (output !== undefined) return bindOutput(state, output, type, path);
	if (isVoidCall(value)) {
		throw new FlyteError("GRAPH_BINDING_TYPE", `${path}: expected ${describeType(type)}, got a call without outputs`, {
			path,
			entity: state.name,
			wayOut: "that call only has an order: put it before others with before()",
		});
	}
	if (!holdsPromised(value, 0)) return bindConstant(state, value, type, path);
	switch (type.kind) {
		case "list":
			if (Array.isArray(value)) {
				const items = new Array<BindingData>(value.length);
				for (let i = 0; i < value.length; i++) {
					// most items are promised and fit: they need no path for messages
					items[i] = fitting(state, value[i], type.element) ?? bind(state, value[i], type.element, `${path}[${i}]`);
				}
				return { kind: "collection", items };
			}
			break;
		case "map":
			return { kind: "map", entries: bindEntries(state, value as object, type.value, path) };
		case "union":
			return bindUnion(state, value, type.variants, path);
		case "struct":
		case "ref":
		case "json":
			throw new FlyteError("GRAPH_PROMISED_IN_STRUCT", `${path}: a ${describeType(type)} with a promised part in it`, {
				path,
				entity: state.name,
				wayOut: `a struct is one value on the wire and its parts cannot come from nodes: give the promised value an input of its own, or build the struct in a small task${orMap(type)}`,
			});
	}
	throw new FlyteError(
		"GRAPH_BINDING_TYPE",
		`${path}: expected ${describeType(type)}, got a value with promised parts`,
		{
			path,
			entity: state.name,
			wayOut: hasDraft(value)
				? severalOutputs(value)
				: "give a promised value of that type, or a list or map where the type is one",
		},
	);
}

/** Whether `value` is what a call gives whose entity has no outputs. */
export function isVoidCall(value: unknown): boolean {
	return typeof value === "object" && value !== null && hasDraft(value) && Object.keys(value).length === 0;
}

/** For what a call with several outputs gave, passed on whole. */
function severalOutputs(value: object): string {
	if (Array.isArray(value)) return "it is a tuple of outputs: take [0], or another of them";
	return `it holds several outputs: take .${Object.keys(value)[0]}, or another of them`;
}

const fits = new WeakMap<LiteralType, WeakSet<LiteralType>>();

/** The two types that were last found to fit: the items of a list tend to be of one. */
let fitFrom: NativeType | undefined;
let fitTo: NativeType | undefined;

/** The binding of a promised value that needs no second look; undefined for anything else. */
function fitting(state: CompilationState, value: unknown, type: NativeType): BindingData | undefined {
	const output = outputOf(value);
	if (output === undefined || output.scope !== state || output.type !== fitFrom || type !== fitTo) return undefined;
	return output;
}

/** Why a value of one type cannot be given for another; undefined when it can, which is remembered. */
function misfit(from: LiteralType, to: LiteralType): string | undefined {
	if (from === to || fits.get(from)?.has(to) === true) return undefined;
	const reason = assignability(from, to);
	if (reason !== undefined) return reason;
	let known = fits.get(from);
	if (known === undefined) {
		known = new WeakSet();
		fits.set(from, known);
	}
	known.add(to);
	return undefined;
}

function bindOutput(state: CompilationState, output: NodeOutput, type: NativeType, path: string): BindingData {
	if (output.scope !== state && !state.sees(output.scope)) {
		throw new FlyteError("GRAPH_OTHER_GRAPH", `${path}: ${output.describe()} belongs to another graph`, {
			path,
			entity: state.name,
			wayOut: "pass it in as an input; a promised value lives only in the body whose call made it",
		});
	}
	if (output.type === type) return output;
	const reason = misfit(literalTypeOf(output.type), literalTypeOf(type));
	if (reason === undefined) {
		fitFrom = output.type;
		fitTo = type;
		return output;
	}
	throw new FlyteError(
		"GRAPH_BINDING_TYPE",
		`${path}: expected ${describeType(type)}, got ${output.describe()} which is ${describeType(output.type)} (${reason})`,
		{
			path,
			entity: state.name,
			node: output.node,
			location: output.source?.location,
			wayOut: convertible(output.type, type),
		},
	);
}

function bindConstant(state: CompilationState, value: unknown, type: NativeType, path: string): BindingData {
	const literal = toLiteral(value, type, state.convert, path);
	if (!(literal instanceof Promise)) return { kind: "literal", literal };
	// the binding is complete once the upload is; the graph is not handed out before
	const data: { kind: "literal"; literal: Literal } = { kind: "literal", literal: { kind: "none" } };
	state.pending.push(
		literal.then((done) => {
			data.literal = done;
		}),
	);
	return data;
}

function bindEntries(
	state: CompilationState,
	value: object,
	type: NativeType,
	path: string,
): ReadonlyMap<string, BindingData> {
	const entries = value instanceof Map ? (value as Map<string, unknown>) : Object.entries(value);
	const out = new Map<string, BindingData>();
	for (const [key, item] of entries) out.set(key, bind(state, item, type, `${path}.${key}`));
	return out;
}

/** The first variant whose parts all bind; the union's target type tells the reader which one it was. */
function bindUnion(
	state: CompilationState,
	value: unknown,
	variants: readonly NativeType[],
	path: string,
): BindingData {
	let failure: unknown;
	for (const variant of variants) {
		if (variant.kind !== "list" && variant.kind !== "map") continue;
		try {
			const data = bind(state, value, variant, path);
			return data.kind === "collection" || data.kind === "map" ? { ...data, unionType: literalTypeOf(variant) } : data;
		} catch (error) {
			if (!isFlyteError(error)) throw error;
			failure = error;
		}
	}
	throw (
		failure ??
		new FlyteError("GRAPH_BINDING_TYPE", `${path}: no variant of the union can hold promised parts`, {
			path,
			entity: state.name,
			wayOut: `its variants are ${variants.map((variant) => describeType(variant)).join(", ")}`,
		})
	);
}

/** Deeper than any literal may nest: such a value is refused by its conversion, which names the path. */
const DEPTH = 64;

function holdsPromised(value: unknown, depth: number): boolean {
	if (typeof value !== "object" || value === null || depth > DEPTH) return false;
	if (outputOf(value) !== undefined) return true;
	if (Array.isArray(value)) {
		for (const item of value) {
			if (typeof item === "object" && item !== null && holdsPromised(item, depth + 1)) return true;
		}
		return false;
	}
	if (value instanceof Map) {
		for (const item of value.values()) if (holdsPromised(item, depth + 1)) return true;
		return false;
	}
	const prototype = Object.getPrototypeOf(value);
	if (prototype !== Object.prototype && prototype !== null) return false;
	for (const key of Object.keys(value)) {
		if (holdsPromised((value as Record<string, unknown>)[key], depth + 1)) return true;
	}
	return false;
}

/** An Int where a number is wanted, or the reverse, mostly comes from a schema: `z.int()` is a plain number to TypeScript. */
function convertible(from: NativeType, to: NativeType): string {
	const numbers = [from.kind, to.kind].sort().join();
	if (numbers !== "float,int") return "convert it in a task, or change one of the two types";
	return "declare both Int or both number (a schema such as z.int() is number to TypeScript: flyte.int(z.int()) says Int), or convert it in a task";
}

/** For `{ one: a, two: b }` of values that are all of one type: TypeScript infers a struct where a map may have been meant. */
function orMap(type: NativeType): string {
	if (type.kind !== "struct") return "";
	const [first, ...others] = type.fields.map((field) => describeType(field.type));
	if (first === undefined || others.some((other) => other !== first)) return "";
	return `; for a map say so: \`as Record<string, Bindable<${first}>>\``;
}
