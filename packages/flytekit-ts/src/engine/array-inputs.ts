import { FlyteError } from "../errors/index.js";
import { flat } from "../graph/chunks.js";
import type { ArrayTarget } from "../graph/graph.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import { OneLiteral } from "../types/one-literal.js";
import type { TaskSpec } from "./task-run.js";

/** How many elements an array has: the length of its list inputs. Throws ENGINE_ARRAY_INPUT when they differ or there is none. */
export function arraySize(inputs: LiteralMap, target: ArrayTarget, at: Pick<TaskSpec, "location">): number {
	let first: string | undefined;
	let size = 0;
	for (const [name, value] of inputs) {
		if (!isSliced(name, value, target)) continue;
		if (first === undefined) {
			first = name;
			size = value.items.length;
		} else if (size !== value.items.length) {
			throw new FlyteError(
				"ENGINE_ARRAY_INPUT",
				`the lists given to ${target.element.name} have different lengths: ${first} has ${size}, ${name} has ${value.items.length}`,
				{
					entity: target.element.name,
					path: `inputs.${name}`,
					location: at.location,
					wayOut: "an element takes one item of each list: give lists of one length, or bind what is the same for all",
				},
			);
		}
	}
	if (first === undefined) {
		throw new FlyteError(
			"ENGINE_ARRAY_INPUT",
			`no list was given to ${target.element.name}: there is nothing to map over`,
			{
				entity: target.element.name,
				location: at.location,
				wayOut: "give a list for at least one input that is not bound",
			},
		);
	}
	return size;
}

/** An input of a mapped task, as the elements take it. */
export interface ElementInput {
	readonly name: string;
	/** The list that each takes its item of; undefined where all take `value`. */
	readonly items: readonly Literal[] | undefined;
	readonly value: Literal;
}

/** What every element takes its inputs from. */
export function elementInputs(inputs: LiteralMap, target: ArrayTarget): readonly ElementInput[] {
	return Array.from(inputs, ([name, value]) => ({
		name,
		items: isSliced(name, value, target) ? value.items : undefined,
		value,
	}));
}

/** The inputs of one element: its item of each list, the rest as it is. */
export function inputsOf(index: number, inputs: readonly ElementInput[]): LiteralMap {
	if (inputs.length === 1) {
		const { name, items, value } = inputs[0] as ElementInput;
		return new OneLiteral(name, items === undefined ? value : (items[index] as Literal));
	}
	const own = new Map<string, Literal>();
	for (const { name, items, value } of inputs) own.set(name, items === undefined ? value : (items[index] as Literal));
	return own;
}

function isSliced(name: string, value: Literal, target: ArrayTarget): value is Literal & { kind: "collection" } {
	return value.kind === "collection" && !target.bound.includes(name);
}

/** Inputs of an array over chunks, as if each call were an element. Bound ones stay. */
export function flattened(inputs: LiteralMap, target: ArrayTarget): LiteralMap {
	return new Map(
		Array.from(inputs, ([name, value]) => {
			const items = target.bound.includes(name) ? undefined : flat(value);
			return [name, items === undefined ? value : { kind: "collection", items }];
		}),
	);
}

/** How many calls each element of an array over chunks makes: as its first list says. */
export function chunkSizes(inputs: LiteralMap, target: ArrayTarget): readonly number[] {
	for (const [name, value] of inputs) {
		if (isSliced(name, value, target)) {
			return value.items.map((list) => (list.kind === "collection" ? list.items.length : 1));
		}
	}
	return [];
}

/** What the calls gave, in the lists that their chunks are. */
export function regrouped(items: readonly Literal[], sizes: readonly number[]): readonly Literal[] {
	let at = 0;
	return sizes.map((size) => {
		at += size;
		return { kind: "collection", items: items.slice(at - size, at) };
	});
}
