import type { InputVariable, TypedInterface, Variable } from "../interface/typed-interface.js";
import { acceptsNone, type Codec, codecFor, type NativeType } from "../types/index.js";
import type { NodeMetadata, NodeTarget } from "./graph.js";

/** Who is called, for bindings and messages. */
export interface Callee {
	readonly name: string;
	readonly interface: TypedInterface;
}

/** What all calls of one entity have in common: worked out at the first, as a loop may make a hundred thousand. */
export interface CallPlan {
	readonly callee: Callee;
	readonly target: NodeTarget;
	readonly metadata: NodeMetadata;
	readonly known: ReadonlyMap<string, InputVariable>;
	/** By name: the order in which flytekit binds, so that equal calls give equal messages. */
	readonly inputs: readonly PlannedInput[];
	/** The output of a callee that has just one, unnamed. */
	readonly single: Variable | undefined;
}

export interface PlannedInput {
	readonly name: string;
	readonly variable: InputVariable;
	readonly type: NativeType;
	/** How messages call it. */
	readonly path: string;
	/** Of a type that converts without storage. */
	readonly codec: Codec | undefined;
	/** Whether it may be left out though it has no default. */
	readonly omissible: boolean;
}

/** Prepares the calls of an entity. Its name, interface, target and metadata must not change any more. */
export function planCall(callee: Callee, target: NodeTarget, metadata: NodeMetadata): CallPlan {
	const { inputs, outputs, outputShape } = callee.interface;
	const { name } = callee;
	const planned = [...inputs.values()].map((variable) => ({
		name: variable.name,
		variable,
		type: variable.type,
		path: `${name} input ${variable.name}`,
		codec: plainCodec(variable.type),
		omissible: variable.optional || acceptsNone(variable.type),
	}));
	planned.sort((a, b) => (a.name < b.name ? -1 : 1));
	const [first] = outputs.values();
	return {
		callee,
		target,
		metadata,
		known: inputs,
		inputs: planned,
		single: outputShape === "single" ? first : undefined,
	};
}

/** Undefined also for a type that has no form on the wire: binding says so, with the path. */
function plainCodec(type: NativeType): Codec | undefined {
	try {
		const codec = codecFor(type);
		return codec.external ? undefined : codec;
	} catch {
		return undefined;
	}
}
