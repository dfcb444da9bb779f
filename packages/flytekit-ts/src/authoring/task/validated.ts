import { namedFields, namedOutputs } from "../../graph/compile.js";
import {
	isSchema,
	type Schema,
	type SchemaDeclaration,
	type SchemaFields,
	validateInputs,
	validateOutput,
} from "../../interface/schema/index.js";
import type { NativeInputs } from "../callable.js";

type Body = (inputs: NativeInputs) => unknown;

/**
 * A body between its schemas: what they say beyond types (`z.int().min(3)`) is checked before it runs and on what it returns.
 * Throws INTERFACE_SCHEMA_INVALID with every issue.
 */
export function validated(body: Body, schemas: SchemaDeclaration, name: () => string): Body {
	return async (inputs) => {
		const given = schemas.inputs === undefined ? inputs : await validateInputs(schemas.inputs, inputs, name());
		return checkResult(schemas.outputs, await body(given), name());
	};
}

async function checkResult(outputs: SchemaDeclaration["outputs"], result: unknown, entity: string): Promise<unknown> {
	if (outputs === undefined) return result;
	if (isSchema(outputs)) return validateOutput(outputs, result, "output", entity);
	if (Array.isArray(outputs)) {
		if (!Array.isArray(result)) return result; // the conversion to literals says what is wrong
		const schemas = outputs as readonly Schema[];
		return Promise.all(
			result.map((item, i) => {
				const schema = schemas[i];
				return schema === undefined ? item : validateOutput(schema, item, `output[${i}]`, entity);
			}),
		);
	}
	const fields = namedFields(result);
	if (fields === undefined) return result;
	const checked = await Promise.all(
		Object.entries(fields).map(async ([key, value]) => {
			const schema = (outputs as SchemaFields)[key];
			return [
				key,
				schema === undefined ? value : await validateOutput(schema, value, `output.${key}`, entity),
			] as const;
		}),
	);
	return namedOutputs(Object.fromEntries(checked));
}
