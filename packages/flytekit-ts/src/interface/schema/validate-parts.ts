import type { MaybePromise } from "../../types/convert/context.js";
import type { Issue, Validated } from "./flyte-schema.js";
import { partsOf, type Schema } from "./standard.js";

/** One value inside another, and its schema. */
export interface Part {
	readonly key: string | number;
	readonly schema: Schema;
	readonly value: unknown;
}

/** Validates one value with one schema of any library. */
export function validateOne(schema: Schema, value: unknown): MaybePromise<Validated> {
	return partsOf(schema).validate(value);
}

/**
 * Validates the values inside `whole`. Their issues get the key in front of their path. Where nothing changed the result is
 * `whole` itself, else what `rebuild` makes of the new values. Synchronous unless a schema inside is not.
 */
export function validateAll(
	parts: readonly Part[],
	whole: unknown,
	rebuild: (values: unknown[]) => unknown,
): MaybePromise<Validated> {
	const results = parts.map((part) => validateOne(part.schema, part.value));
	if (results.some((result) => result instanceof Promise)) {
		return Promise.all(results).then((settled) => combine(parts, settled, whole, rebuild));
	}
	return combine(parts, results as Validated[], whole, rebuild);
}

function combine(
	parts: readonly Part[],
	results: readonly Validated[],
	whole: unknown,
	rebuild: (values: unknown[]) => unknown,
): Validated {
	const issues: Issue[] = [];
	const values: unknown[] = [];
	let changed = false;
	for (const [index, part] of parts.entries()) {
		const result = results[index] as Validated;
		if (result.issues !== undefined) {
			for (const issue of result.issues)
				issues.push({ ...issue, message: issue.message, path: [part.key, ...(issue.path ?? [])] });
		} else {
			values.push(result.value);
			changed ||= !Object.is(result.value, part.value);
		}
	}
	if (issues.length > 0) return { issues };
	return { value: changed ? rebuild(values) : whole };
}
