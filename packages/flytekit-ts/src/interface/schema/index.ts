export { registerSchemaConverter, type SchemaConverter } from "./converters.js";
export { detectedFromSchemas, type SchemaDeclaration } from "./declare.js";
export { flyte } from "./flyte.js";
export type { FlyteSchema } from "./flyte-schema.js";
export { elementType, readSchema } from "./read-schema.js";
export {
	type Given,
	type GivenOf,
	isSchema,
	type Of,
	type Schema,
	type SchemaFields,
	type ValuesOf,
} from "./standard.js";
export { type SchemaIssue, type SchemaResult, validateInputs, validateOutput, validateWithSchema } from "./validate.js";
