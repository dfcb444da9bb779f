import type { FlyteDirectory, FlyteFile } from "../../types/blob/index.js";
import { showValue } from "../../types/convert/show-value.js";
import type { StructuredDataset } from "../../types/dataset/index.js";
import type { NativeType } from "../../types/native-type.js";
import { type ExternalType, kindTransformer } from "../../types/registry.js";
import { type FlyteSchema, failed, ownSchema, required } from "./flyte-schema.js";
import { elementType } from "./read-schema.js";
import type { SchemaFields, ValuesOf } from "./standard.js";

/** A file: a blob. `format` as in `FlyteFile<"csv">`; any when left out. */
export function file<const F extends string = string>(format?: F): FlyteSchema<FlyteFile<F>> {
	return external(() => ({ kind: "file", format: format ?? "" }), "a FlyteFile");
}

/** A directory: a blob of several parts. */
export function directory<const F extends string = string>(format?: F): FlyteSchema<FlyteDirectory<F>> {
	return external(() => ({ kind: "directory", format: format ?? "" }), "a FlyteDirectory");
}

interface DatasetOptions {
	/** Of its storage, such as "parquet"; any when left out. */
	readonly format?: string;
}

/**
 * A structured dataset with these columns, or with any when none are given.
 */
export function dataset(columns?: undefined, options?: DatasetOptions): FlyteSchema<StructuredDataset>;
export function dataset<const F extends SchemaFields>(
	columns: F,
	options?: DatasetOptions,
): FlyteSchema<StructuredDataset<ValuesOf<F>>>;
export function dataset(columns?: SchemaFields, options: DatasetOptions = {}): FlyteSchema<StructuredDataset> {
	return external(
		(path) => ({
			kind: "dataset",
			columns: Object.entries(columns ?? {}).map(([name, column]) => ({
				name,
				type: elementType(column, `${path}.${name}`),
			})),
			format: options.format ?? "",
		}),
		"a StructuredDataset",
	);
}

function external<T>(type: (path: string) => NativeType & ExternalType, expected: string): FlyteSchema<T> {
	return ownSchema(required(type, false), (value) => {
		const read = type("dataset");
		return kindTransformer(read).accepts(value, read)
			? { value }
			: failed(`expected ${expected}, got ${showValue(value)}`);
	});
}
