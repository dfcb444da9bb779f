import { hash } from "node:crypto";
import type { TypedInterface } from "../../interface/typed-interface.js";
import type { Literal, LiteralMap } from "../../types/literal.js";
import { encodeLiteral, encodeLiteralType } from "../../wire/literals.js";
import { fileState } from "./file-state.js";
import type { CallCaching } from "./settings.js";
import { structFileStates } from "./struct-files.js";

/** What a result is found by. Equal keys: the same task, version and interface, and inputs that count as equal. */
export interface CacheKey {
	/** 32 bytes of a hash of the rest, one character each, fit for a Map. */
	readonly id: string;
	/** `module.exportName`, without project and domain: here there is one of each. */
	readonly task: string;
	readonly version: string;
	/** Of names and types of inputs and outputs. */
	readonly interfaceDigest: string;
	/** Inputs that count, by name, with a digest of each. */
	readonly inputs: readonly (readonly [name: string, digest: string])[];
}

/**
 * The key of a call, after flytekit's local cache and datacatalog: inputs in their deterministic wire form, each part of them
 * that carries a hash as that hash, ignored ones left out. Files of this machine count with their size and time. Throws WIRE_* for inputs that have no wire form.
 */
export function cacheKey(
	task: { readonly name: string; readonly interface: TypedInterface },
	{ version, ignoreInputs }: CallCaching,
	inputs: LiteralMap,
): CacheKey {
	const parts: [string, string][] = [];
	for (const [name, literal] of inputs) {
		if (!ignoreInputs.includes(name)) parts.push([name, inputDigest(name, literal)]);
	}
	for (const { name, default: constant } of task.interface.inputs.values()) {
		// left to the function's own default, which is a value like any other
		if (constant === undefined || inputs.has(name) || ignoreInputs.includes(name)) continue;
		parts.push([name, digest(`default ${JSON.stringify(constant)}`)]);
	}
	parts.sort(([a], [b]) => (a < b ? -1 : 1));
	const interfaceDigest = digestOf(task.interface);
	const all = [task.name, version, interfaceDigest, ...parts.flat()];
	const id = hash("sha256", all.map((part) => `${part.length}:${part}`).join(""), "binary");
	return { id, task: task.name, version, interfaceDigest, inputs: parts };
}

/** What an input counts as. Throws WIRE_* for one that has no wire form. */
export function inputDigest(name: string, literal: Literal): string {
	return digest(encodeLiteral(hashed(literal), `inputs.${name}`));
}

/**
 * The literal, with whatever carries a hash replaced by that hash, and files of this machine with what they are by now. The same
 * object where there is neither.
 */
function hashed(literal: Literal): Literal {
	if (literal.hash !== undefined) return { kind: "none", hash: literal.hash };
	switch (literal.kind) {
		case "collection": {
			const items = literal.items.map(hashed);
			return items.every((item, i) => item === literal.items[i]) ? literal : { ...literal, items };
		}
		case "map": {
			const entries = new Map(Array.from(literal.entries, ([key, value]) => [key, hashed(value)]));
			for (const [key, value] of entries) if (value !== literal.entries.get(key)) return { ...literal, entries };
			return literal;
		}
		case "union": {
			const value = hashed(literal.value);
			return value === literal.value ? literal : { ...literal, value };
		}
		case "blob":
		case "structuredDataset":
		case "schema": {
			const state = fileState(literal.uri);
			return state === undefined ? literal : { ...literal, hash: state };
		}
		case "binary": {
			const states = literal.tag === "msgpack" ? structFileStates(literal.value) : "";
			return states === "" ? literal : { ...literal, hash: states };
		}
		default:
			return literal;
	}
}

const digests = new WeakMap<TypedInterface, string>();

/** Of names and types only: what is said about a variable makes no other result. */
function digestOf(iface: TypedInterface): string {
	let known = digests.get(iface);
	if (known === undefined) {
		const side = (variables: TypedInterface["outputs"]) =>
			Array.from(variables.values(), ({ name, literalType }) => `${name} ${digest(encodeLiteralType(literalType))}`)
				.sort()
				.join("\n");
		known = digest(`${side(iface.inputs)}\n->\n${side(iface.outputs)}`);
		digests.set(iface, known);
	}
	return known;
}

function digest(data: string | Uint8Array): string {
	return hash("sha256", data, "hex").slice(0, 32);
}
