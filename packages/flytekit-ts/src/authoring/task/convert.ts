import { FlyteError } from "../../errors/index.js";
import { namedFields } from "../../graph/compile.js";
import type { TaskEntity } from "../../graph/entities.js";
import type { InputVariable, TypedInterface, Variable } from "../../interface/typed-interface.js";
import {
	acceptsNone,
	type ConvertContext,
	describeType,
	fromLiteral,
	isPromise,
	type Literal,
	type LiteralMap,
	type MaybePromise,
	type NativeType,
	reviveConstant,
	toLiteral,
} from "../../types/index.js";
import { OneLiteral } from "../../types/one-literal.js";
import type { NativeInputs } from "../callable.js";

type Interfaced = Pick<TaskEntity, "name" | "interface">;

/** Inputs and outputs of a task as all its runs need them: worked out at the first. */
export interface ConversionPlan {
	readonly task: Interfaced;
	readonly taskName: string;
	readonly inputs: readonly PlannedInput[];
	readonly outputs: readonly PlannedVariable[];
	readonly outputShape: TypedInterface["outputShape"];
}

interface PlannedVariable {
	readonly name: string;
	readonly type: NativeType;
	/** How messages call it. */
	readonly path: string;
}

interface PlannedInput extends PlannedVariable {
	readonly variable: InputVariable;
}

/** Prepares a task's conversions. Its name and interface must not change any more. */
export function planConversion(task: Interfaced): ConversionPlan {
	const taskName = task.name;
	const { inputs, outputs, outputShape } = task.interface;
	const planned = ({ name, type }: Variable, side: string) => ({ name, type, path: `${taskName} ${side} ${name}` });
	return {
		task,
		taskName,
		inputs: Array.from(inputs.values(), (variable) => ({ ...planned(variable, "input"), variable })),
		outputs: Array.from(outputs.values(), (variable) => planned(variable, "output")),
		outputShape,
	};
}

/**
 * What the body is called with. An input that was not given has its default, or is left out where it is optional. Throws
 * AUTHORING_INPUT for another one, and what conversion throws, naming task and input.
 */
export function nativesFromLiterals(
	plan: ConversionPlan,
	literals: LiteralMap,
	convert: ConvertContext,
): MaybePromise<NativeInputs> {
	const natives: Record<string, unknown> = {};
	let waiting: Promise<unknown>[] | undefined;
	const { inputs } = plan;
	for (let i = 0; i < inputs.length; i++) {
		const input = inputs[i] as PlannedInput;
		const { name, type, path } = input;
		const literal = literals.get(name);
		const value = literal === undefined ? leftOut(plan, input, convert) : fromLiteral(literal, type, convert, path);
		if (value instanceof Promise) {
			waiting ??= [];
			waiting.push(value.then((done) => put(natives, name, done)));
		} else {
			put(natives, name, value);
		}
	}
	return waiting === undefined ? natives : Promise.all(waiting).then(() => natives);
}

/** The default, through a literal like any other value; undefined for an optional input. */
function leftOut(plan: ConversionPlan, { name, path, variable }: PlannedInput, convert: ConvertContext): unknown {
	const { type, optional, default: constant } = variable;
	if (constant !== undefined) {
		const literal = toLiteral(reviveConstant(constant), type, convert, path);
		if (isPromise(literal)) return literal.then((done) => fromLiteral(done, type, convert, path));
		return fromLiteral(literal, type, convert, path);
	}
	if (optional) return undefined;
	throw new FlyteError("AUTHORING_INPUT", `${plan.taskName} was given no input ${name}`, {
		entity: plan.taskName,
		path: name,
		wayOut: `it takes ${plan.inputs.map((input) => input.name).join(", ")}`,
	});
}

function put(target: Record<string, unknown>, name: string, value: unknown): void {
	// an optional input that is not there is not there for `in` and defaults either, unless it would be found further up
	if (value === undefined && !(name in Object.prototype)) return;
	if (name === "__proto__")
		Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
	else target[name] = value;
}

/** Literals of what the body returned. Throws AUTHORING_OUTPUT for a wrong shape, and what conversion throws. */
export function literalsFromResult(
	plan: ConversionPlan,
	result: unknown,
	convert: ConvertContext,
): MaybePromise<LiteralMap> {
	const { task, outputs, outputShape } = plan;
	if (outputShape === "single") {
		const { name, type, path } = outputs[0] as PlannedVariable;
		const literal = toLiteral(result, type, convert, path);
		return isPromise(literal) ? literal.then((done) => new OneLiteral(name, done)) : new OneLiteral(name, literal);
	}
	const literals = new Map<string, Literal>();
	if (outputShape === "none") {
		if (result === undefined || result === null) return literals;
		throw wrongShape(task, "nothing", result);
	}
	let waiting: Promise<unknown>[] | undefined;
	for (let i = 0; i < outputs.length; i++) {
		const { name, type, path } = outputs[i] as PlannedVariable;
		const literal = toLiteral(pick(task, name, result, i), type, convert, path);
		if (literal instanceof Promise) {
			waiting ??= [];
			waiting.push(literal.then((done) => literals.set(name, done)));
		} else {
			literals.set(name, literal);
		}
	}
	return waiting === undefined ? literals : Promise.all(waiting).then(() => literals);
}

function pick(task: Interfaced, name: string, result: unknown, index: number): unknown {
	const { outputs, outputShape } = task.interface;
	if (outputShape === "tuple") {
		if (!Array.isArray(result) || result.length !== outputs.size) {
			throw wrongShape(task, `a list of ${outputs.size} values in order`, result);
		}
		return result[index];
	}
	const fields = namedFields(result);
	if (fields === undefined || !Object.hasOwn(fields, name)) {
		// `outputs({ ...inputs })`: an optional input that is not there is no key of theirs
		if (fields !== undefined && acceptsNone((outputs.get(name) as Variable).type)) return undefined;
		throw wrongShape(task, `outputs({ ${[...outputs.keys()].join(", ")} })`, result);
	}
	if (index === 0) {
		const extra = Object.keys(fields).find((field) => !outputs.has(field));
		if (extra !== undefined) throw wrongShape(task, `no output "${extra}"`, result);
	}
	return fields[name];
}

function wrongShape(task: Interfaced, expected: string, result: unknown): FlyteError {
	const got = result === null ? "null" : Array.isArray(result) ? `a list of ${result.length}` : typeof result;
	const declared = [...task.interface.outputs.values()].map((output) => `${output.name}: ${describeType(output.type)}`);
	return new FlyteError("AUTHORING_OUTPUT", `${task.name} must return ${expected}, it returned ${got}`, {
		entity: task.name,
		wayOut: declared.length === 0 ? "it declares no outputs" : `its declared outputs are ${declared.join(", ")}`,
	});
}
