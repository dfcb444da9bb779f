import { FlyteError } from "../errors/index.js";
import { type Binding, type BindingData, type PromiseBinding, START_NODE } from "../graph/binding.js";
import { resolveAttribute } from "../types/index.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import { OneLiteral } from "../types/one-literal.js";

/** Where the values of promises come from: a graph that is running. */
export interface OutputSource {
	/** What promises of node "" read: the graph's own inputs. */
	readonly inputs: LiteralMap;
	/** Outputs of a node that is done. */
	outputsOf(node: string): LiteralMap | undefined;
	/** The value of an input that was not given, where the interface knows one. */
	defaultOf(input: string): Literal | undefined;
	/** How messages call a node: `n3 (m.task)`. */
	describe(node: string): string;
}

const NOTHING: LiteralMap = new Map();

/** The literals that `bindings` stand for. Throws ENGINE_OUTPUT_MISSING, ENGINE_INPUT_MISSING and what attribute paths throw. */
export function resolveBindings(bindings: readonly Binding[], source: OutputSource): LiteralMap {
	if (bindings.length === 0) return NOTHING;
	if (bindings.length === 1) {
		const { var: name, data } = bindings[0] as Binding;
		return new OneLiteral(name, data.kind === "literal" ? data.literal : resolve(data, name, source));
	}
	const values = new Map<string, Literal>();
	for (const binding of bindings) values.set(binding.var, resolve(binding.data, binding.var, source));
	return values;
}

function resolve(data: BindingData, at: string, source: OutputSource): Literal {
	switch (data.kind) {
		case "literal":
			return data.literal;
		case "promise": {
			const value = promisedValue(data, at, source);
			return data.path.length === 0 ? value : resolveAttribute(value, data.path, at);
		}
		case "collection": {
			const { items } = data;
			const values = new Array<Literal>(items.length);
			for (let i = 0; i < items.length; i++) values[i] = resolve(items[i] as BindingData, at, source);
			return { kind: "collection", items: values };
		}
		case "map": {
			const entries = new Map<string, Literal>();
			for (const [key, value] of data.entries) entries.set(key, resolve(value, at, source));
			return { kind: "map", entries };
		}
	}
}

function promisedValue(promise: PromiseBinding, at: string, source: OutputSource): Literal {
	if (promise.node === START_NODE) {
		const value = source.inputs.get(promise.var) ?? source.defaultOf(promise.var);
		if (value !== undefined) return value;
		throw new FlyteError(
			"ENGINE_INPUT_MISSING",
			`"${at}" needs the workflow's input "${promise.var}", which has no value`,
			{
				path: `inputs.${promise.var}`,
				wayOut: `give a value for "${promise.var}"`,
			},
		);
	}
	const outputs = source.outputsOf(promise.node);
	const value = outputs?.get(promise.var);
	if (value !== undefined) return value;
	const names = outputs === undefined ? [] : [...outputs.keys()];
	throw new FlyteError(
		"ENGINE_OUTPUT_MISSING",
		`"${at}" needs output "${promise.var}" of node ${source.describe(promise.node)}, which gave ${names.length === 0 ? "no outputs" : names.join(", ")}`,
		{ path: `inputs.${at}` },
	);
}
