import { FlyteError } from "../../errors/index.js";
import { toConstant } from "../../types/constant.js";
import { showValue } from "../../types/convert/show-value.js";
import type { ConstantValue, DetectedInput, DetectedInterface, DetectedVariable } from "../detected.js";
import { readSchema, withUndefined } from "./read-schema.js";
import { isSchema, type Schema, type SchemaFields } from "./standard.js";

/** The explicit interface of `task({ inputs, outputs }, fn)`. */
export interface SchemaDeclaration {
	/** By name, in order. None: the body takes nothing. */
	readonly inputs?: SchemaFields;
	/**
	 * One schema: the output o0. Schemas by name: named outputs, the body returns `outputs({ ... })`. A list of schemas: the
	 * body returns a tuple, outputs o0, o1, ... Left out: no outputs.
	 */
	readonly outputs?: Schema | SchemaFields | readonly Schema[];
}

/**
 * Reads explicit schemas as an interface, the same that detection makes of a function's types.
 *
 * @param entity names the task in errors
 * @throws FlyteError as readSchema, INTERFACE_SCHEMA_NOT for what is no set of schemas, INTERFACE_SCHEMA_DEFAULT for a default that is
 * no constant
 */
export function detectedFromSchemas(declaration: SchemaDeclaration, entity?: string): DetectedInterface {
	try {
		return { inputs: readInputs(declaration.inputs), ...readOutputs(declaration.outputs) };
	} catch (error) {
		if (entity === undefined || !(error instanceof FlyteError)) throw error;
		throw new FlyteError(error.code, `${entity}: ${error.summary}`, { ...error.details, entity });
	}
}

function readInputs(inputs: SchemaDeclaration["inputs"]): readonly DetectedInput[] {
	if (inputs === undefined) return [];
	if (isSchema(inputs)) {
		throw notSchemas(
			"inputs",
			"one schema for all inputs",
			"inputs: { n: ... } with a schema for each: zod's schema.shape",
		);
	}
	return fieldsOf(inputs, "inputs").map(([name, schema]): DetectedInput => {
		const path = `inputs.${name}`;
		const read = readSchema(schema, path);
		const preset = read.default === undefined ? undefined : constantDefault(schema as Schema, read.default.value, path);
		return {
			...variable(name, { ...read, optional: read.optional && preset === undefined }),
			optional: read.optional && preset === undefined,
			...(preset === undefined ? {} : { default: preset }),
		};
	});
}

function readOutputs(outputs: SchemaDeclaration["outputs"]): Pick<DetectedInterface, "outputs" | "outputShape"> {
	if (outputs === undefined) return { outputs: [], outputShape: "none" };
	if (isSchema(outputs)) {
		const only = variable("o0", readSchema(outputs, "outputs"));
		if (only.type.kind === "struct") refuseThen(only.type.fields, "outputs");
		if (only.type.kind === "none") return { outputs: [], outputShape: "none" };
		return { outputs: [only], outputShape: "single" };
	}
	if (Array.isArray(outputs)) {
		const several = outputs.map((schema, at) => variable(`o${at}`, readSchema(schema, `outputs[${at}]`)));
		return { outputs: several, outputShape: "tuple" };
	}
	const named = fieldsOf(outputs, "outputs").map(([name, schema]) =>
		variable(name, readSchema(schema, `outputs.${name}`)),
	);
	refuseThen(named, "outputs");
	return { outputs: named, outputShape: "named" };
}

function fieldsOf(fields: unknown, path: string): readonly (readonly [string, unknown])[] {
	if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
		throw notSchemas(path, showValue(fields), `${path}: { name: flyte.int() }`);
	}
	return Object.entries(fields);
}

function variable(name: string, read: ReturnType<typeof readSchema>): DetectedVariable {
	return {
		name,
		type: read.optional ? withUndefined(read.type) : read.type,
		...(read.description === undefined ? {} : { description: read.description }),
	};
}

/** A default is written into the interface once, so it must be the same each time, and something the interface can hold. */
function constantDefault(schema: Schema, value: unknown, path: string): ConstantValue {
	const constant = toConstant(value);
	const again = readSchema(schema, path).default;
	if (constant === undefined || JSON.stringify(constant) !== JSON.stringify(toConstant(again?.value))) {
		throw new FlyteError("INTERFACE_SCHEMA_DEFAULT", `${path}: the default is not a constant: ${showValue(value)}`, {
			path,
			wayOut: "give a constant, or make the input optional and compute the value inside the task",
		});
	}
	return constant;
}

/** A promised output with data named `then` cannot be told from a promise. */
function refuseThen(fields: readonly { readonly name: string }[], path: string): void {
	if (!fields.some((field) => field.name === "then")) return;
	throw new FlyteError("INTERFACE_OUTPUT_NAME", `${path}.then: an output cannot be named "then"`, {
		path: `${path}.then`,
		wayOut: "give it another name",
	});
}

function notSchemas(path: string, what: string, wayOut: string): FlyteError {
	return new FlyteError("INTERFACE_SCHEMA_NOT", `${path}: takes an object of schemas by name, got ${what}`, {
		path,
		wayOut,
	});
}
