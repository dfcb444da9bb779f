import { FlyteError } from "../../errors/index.js";

/**
 * Turns a schema of one library into JSON Schema. `options` carries `target` ("draft-2020-12"), `typeMode` and `io` (both "input" or
 * "output": which side of a schema that changes its values; valibot and zod call it so) and what else that library is told.
 */
// biome-ignore lint/suspicious/noExplicitAny: each library has its own class of schemas
export type SchemaConverter = (schema: any, options: any) => object;

const KEY = Symbol.for("flytekit-ts.schema.converters");

/** One for the process, also when two copies of the package are loaded. */
function converters(): Map<string, SchemaConverter> {
	const place = globalThis as { [KEY]?: Map<string, SchemaConverter> };
	place[KEY] ??= new Map();
	return place[KEY];
}

/**
 * Makes schemas of a library usable in `task({ inputs, outputs })` that carry no JSON Schema themselves:
 * `registerSchemaConverter("valibot", toJsonSchema)` with the function of `@valibot/to-json-schema`,
 * `registerSchemaConverter("zod", z.toJSONSchema)` for zod/mini. The last one counts.
 *
 * @param vendor the library's name, as its schemas say in `~standard.vendor`
 */
export function registerSchemaConverter(vendor: string, convert: SchemaConverter): void {
	if (typeof vendor !== "string" || vendor === "" || typeof convert !== "function") {
		throw new FlyteError(
			"INTERFACE_SCHEMA_CONVERTER",
			"registerSchemaConverter: takes a library's name and a function",
			{
				wayOut: `registerSchemaConverter("valibot", toJsonSchema)`,
			},
		);
	}
	converters().set(vendor, convert);
}

/** The converter registered for a library. */
export function schemaConverter(vendor: string): SchemaConverter | undefined {
	return converters().get(vendor);
}
