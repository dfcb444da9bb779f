import { currentState } from "../context/async-state.js";
import { callBegins } from "../context/call-flow.js";
import { FlyteError, withPlace } from "../errors/index.js";
import { call, checkNames, missing } from "../graph/call.js";
import type { CallPlan } from "../graph/call-plan.js";
import type { CallTrace } from "../graph/call-sites.js";
import { type CompilationState, currentCompilation } from "../graph/compilation.js";
import type { Entity } from "../graph/entities.js";
import { currentConvert, localRunner } from "../graph/runner-port.js";
import type { InputVariable, TypedInterface } from "../interface/typed-interface.js";
import {
	acceptsNone,
	type ConvertContext,
	fromLiteral,
	type Literal,
	type LiteralMap,
	reviveConstant,
	toLiteral,
} from "../types/index.js";
import { prepareDeclared } from "./tracker.js";

const ENTITY = Symbol.for("flytekit-ts.entity");

/** Inputs of a call as JavaScript sees them. */
export type NativeInputs = Readonly<Record<string, unknown>>;

/**
 * An object that is called like the function it was made from: inside a body a call makes a node, elsewhere it runs here.
 * The instance is a function whose prototype is the class's, so methods and `instanceof` work, and so does the call.
 */
export abstract class CallableEntity {
	/** Set once by an entity whose calls are all made by it alone: they need not go through {@link compileCall} then. */
	declare protected callPlan: CallPlan | undefined;

	constructor() {
		const called = (inputs?: NativeInputs, ...more: unknown[]): unknown => {
			if (more.length > 0) throw tooMany(self, more.length + 1);
			const state = currentCompilation();
			if (state === undefined) return self.runHere(inputs);
			const trace = state.sites.at(called, called);
			const { callPlan } = self;
			return callPlan === undefined ? self.compileCall(state, inputs, trace) : call(state, callPlan, inputs, trace);
		};
		const self = called as unknown as CallableEntity;
		// a function's own name and length would stand before the getters of the class
		Reflect.deleteProperty(self, "name");
		Reflect.deleteProperty(self, "length");
		Object.setPrototypeOf(self, new.target.prototype);
		Object.defineProperty(self, ENTITY, { value: true });
		// biome-ignore lint/correctness/noConstructorReturn: the function is the instance
		return self;
	}

	/** `module.exportName`. */
	abstract get name(): string;
	abstract get interface(): TypedInterface;

	/** Makes the node of a call in the graph that is being made. */
	protected abstract compileCall(state: CompilationState, inputs: NativeInputs | undefined, trace: CallTrace): object;

	/** What the engine runs for a call at top level. */
	protected abstract runnable(): Entity;

	/** A call at top level: through literals and the engine, as it would be on Flyte. */
	protected async runHere(inputs: NativeInputs | undefined): Promise<unknown> {
		if (currentState()?.calls !== undefined) callBegins();
		await prepareDeclared();
		const entity = this.runnable();
		const runner = localRunner();
		const place = await runner.place?.();
		const convert = place ?? currentConvert();
		const literals = await inputLiterals(entity, inputs, convert).catch((thrown: unknown) => {
			throw withPlace(thrown);
		});
		return nativeOutputs(entity, await runner.run(entity, literals, place), convert);
	}
}

function tooMany(entity: CallableEntity, count: number): FlyteError {
	return new FlyteError(
		"AUTHORING_ARGUMENTS",
		`${entity.name} takes one object with its inputs, got ${count} arguments`,
		{ entity: entity.name, wayOut: "name the inputs: `square({ x: 4 })`" },
	);
}

// Called like functions, so they have what functions have (call, apply, bind).
Object.setPrototypeOf(CallableEntity.prototype, Function.prototype);

/** Whether `value` is one of this package's entities, of whichever loaded copy. */
export function isEntity(value: unknown): value is CallableEntity & Entity {
	return typeof value === "function" && (value as { [ENTITY]?: boolean })[ENTITY] === true;
}

/** Literals of native inputs by the entity's interface; defaults filled in. Throws GRAPH_INPUTS and what conversion throws. */
export async function inputLiterals(
	entity: Pick<Entity, "name" | "interface">,
	inputs: NativeInputs | undefined,
	convert: ConvertContext,
): Promise<LiteralMap> {
	checkNames(entity, inputs);
	const out = new Map<string, Literal>();
	for (const variable of entity.interface.inputs.values()) {
		const given = inputs !== undefined && Object.hasOwn(inputs, variable.name) ? inputs[variable.name] : undefined;
		const value = given === undefined ? defaultOf(variable) : given;
		if (value === undefined && !variable.optional && !acceptsNone(variable.type)) throw missing(entity, inputs);
		const literal = toLiteral(value, variable.type, convert, `${entity.name} input ${variable.name}`);
		out.set(variable.name, literal instanceof Promise ? await literal : literal);
	}
	return out;
}

function defaultOf(variable: InputVariable): unknown {
	return variable.default === undefined ? undefined : reviveConstant(variable.default);
}

/** What a call gives its caller: one value, a tuple, an object of named outputs, or undefined. */
export async function nativeOutputs(
	entity: Pick<Entity, "name" | "interface">,
	literals: LiteralMap,
	convert: ConvertContext,
): Promise<unknown> {
	const { outputs, outputShape } = entity.interface;
	const values: unknown[] = [];
	for (const variable of outputs.values()) {
		const literal = literals.get(variable.name);
		if (literal === undefined) {
			throw new FlyteError("AUTHORING_OUTPUT", `${entity.name} gave no output ${variable.name}`, {
				entity: entity.name,
			});
		}
		values.push(await fromLiteral(literal, variable.type, convert, `${entity.name} output ${variable.name}`));
	}
	switch (outputShape) {
		case "none":
			return undefined;
		case "single":
			return values[0];
		case "tuple":
			return values;
		case "named":
			return Object.fromEntries([...outputs.keys()].map((name, i) => [name, values[i]]));
	}
}
