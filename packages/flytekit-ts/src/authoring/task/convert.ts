import { FlyteError } from "../../errors/index.js";
import { namedFields } from "../../graph/compile.js";
import type { TaskEntity } from "../../graph/entities.js";
import type { Variable } from "../../interface/typed-interface.js";
import {
	type ConvertContext,
	describeType,
	fromLiteral,
	type Literal,
	type LiteralMap,
	type MaybePromise,
	toLiteral,
} from "../../types/index.js";
import type { NativeInputs } from "../callable.js";

type Interfaced = Pick<TaskEntity, "name" | "interface">;

/** What the body is called with. Throws what conversion throws, naming task and input. */
export function nativesFromLiterals(
	task: Interfaced,
	literals: LiteralMap,
	convert: ConvertContext,
): MaybePromise<NativeInputs> {
	const natives: Record<string, unknown> = {};
	let waiting: Promise<unknown>[] | undefined;
	for (const variable of task.interface.inputs.values()) {
		const literal = literals.get(variable.name);
		if (literal === undefined) {
			throw new FlyteError("AUTHORING_INPUT", `${task.name} was given no input ${variable.name}`, {
				entity: task.name,
				path: variable.name,
				wayOut: `it takes ${[...task.interface.inputs.keys()].join(", ")}`,
			});
		}
		const value = fromLiteral(literal, variable.type, convert, `${task.name} input ${variable.name}`);
		if (value instanceof Promise) {
			waiting ??= [];
			waiting.push(value.then((done) => put(natives, variable.name, done)));
		} else {
			put(natives, variable.name, value);
		}
	}
	return waiting === undefined ? natives : Promise.all(waiting).then(() => natives);
}

function put(target: Record<string, unknown>, name: string, value: unknown): void {
	if (value === undefined) return; // an optional input that is not there is not there for `in` and defaults either
	if (name === "__proto__")
		Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
	else target[name] = value;
}

/** Literals of what the body returned. Throws AUTHORING_OUTPUT for a wrong shape, and what conversion throws. */
export function literalsFromResult(
	task: Interfaced,
	result: unknown,
	convert: ConvertContext,
): MaybePromise<LiteralMap> {
	const { outputs, outputShape } = task.interface;
	const literals = new Map<string, Literal>();
	if (outputShape === "none") {
		if (result === undefined || result === null) return literals;
		throw wrongShape(task, "nothing", result);
	}
	let waiting: Promise<unknown>[] | undefined;
	let index = 0;
	for (const variable of outputs.values()) {
		const value = outputShape === "single" ? result : pick(task, variable, result, index);
		const literal = toLiteral(value, variable.type, convert, `${task.name} output ${variable.name}`);
		if (literal instanceof Promise) {
			waiting ??= [];
			waiting.push(literal.then((done) => literals.set(variable.name, done)));
		} else {
			literals.set(variable.name, literal);
		}
		index++;
	}
	return waiting === undefined ? literals : Promise.all(waiting).then(() => literals);
}

function pick(task: Interfaced, variable: Variable, result: unknown, index: number): unknown {
	const { outputs, outputShape } = task.interface;
	if (outputShape === "tuple") {
		if (!Array.isArray(result) || result.length !== outputs.size) {
			throw wrongShape(task, `a list of ${outputs.size} values in order`, result);
		}
		return result[index];
	}
	const fields = namedFields(result);
	if (fields === undefined || !Object.hasOwn(fields, variable.name)) {
		throw wrongShape(task, `outputs({ ${[...outputs.keys()].join(", ")} })`, result);
	}
	if (index === 0) {
		const extra = Object.keys(fields).find((name) => !outputs.has(name));
		if (extra !== undefined) throw wrongShape(task, `no output "${extra}"`, result);
	}
	return fields[variable.name];
}

function wrongShape(task: Interfaced, expected: string, result: unknown): FlyteError {
	const got = result === null ? "null" : Array.isArray(result) ? `a list of ${result.length}` : typeof result;
	const declared = [...task.interface.outputs.values()].map((output) => `${output.name}: ${describeType(output.type)}`);
	return new FlyteError("AUTHORING_OUTPUT", `${task.name} must return ${expected}, it returned ${got}`, {
		entity: task.name,
		wayOut: declared.length === 0 ? "it declares no outputs" : `its declared outputs are ${declared.join(", ")}`,
	});
}
