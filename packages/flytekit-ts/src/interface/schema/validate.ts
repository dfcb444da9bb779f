import { FlyteError } from "../../errors/index.js";
import { chain, type MaybePromise } from "../../types/convert/context.js";
import { type Issue, isConstrained, type Validated } from "./flyte-schema.js";
import type { Schema, SchemaFields } from "./standard.js";
import { validateOne } from "./validate-parts.js";

/** Something a schema has against a value. */
export interface SchemaIssue {
	/** Where, such as `inputs.people[3].age`. */
	readonly path: string;
	/** What, in the words of the schema's library. */
	readonly message: string;
}

/** A value as its schema gives it back (defaults filled in), or what is wrong with it: never both. */
export type SchemaResult =
	| { readonly value: unknown; readonly issues?: undefined }
	| { readonly issues: readonly SchemaIssue[] };

/**
 * Checks a value with a schema: the constraints (`z.int().min(3)`) that the type cannot say. For a task's inputs after they were
 * read from literals, for its outputs before they become literals. Schemas of `flyte` with nothing but types inside are not run:
 * the literals check those. Synchronous unless the schema is not.
 *
 * @param path names the value in issues, such as `inputs.n`
 */
export function validateWithSchema(schema: Schema, value: unknown, path: string): MaybePromise<SchemaResult> {
	if (!isConstrained(schema)) return { value };
	return chain(run(schema, value, path), (result) =>
		result.issues === undefined
			? { value: result.value }
			: { issues: result.issues.map((issue) => ({ path: issuePath(path, issue), message: issue.message })) },
	);
}

/**
 * Checks the inputs of a task's body; a missing one gets its default. Names without a schema go along untouched.
 *
 * @returns the values by name, as the schemas give them back
 * @throws FlyteError INTERFACE_SCHEMA_INVALID with every issue, each with its path
 */
export function validateInputs(
	schemas: SchemaFields,
	values: Readonly<Record<string, unknown>>,
	entity?: string,
): MaybePromise<Record<string, unknown>> {
	const names = Object.keys(schemas);
	const own = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);
	const results = names.map((name) => validateWithSchema(schemas[name] as Schema, own(name), `inputs.${name}`));
	const finish = (settled: readonly SchemaResult[]) => {
		requireNone(
			settled.flatMap((result) => result.issues ?? []),
			entity,
		);
		const checked = settled.map((result, at) => [names[at] as string, (result as { value: unknown }).value] as const);
		const given = checked.filter(([name, value]) => value !== undefined || Object.hasOwn(values, name));
		return Object.fromEntries([...Object.entries(values), ...given]);
	};
	return results.some((result) => result instanceof Promise)
		? Promise.all(results).then(finish)
		: finish(results as SchemaResult[]);
}

/**
 * Checks one value that a task returned.
 *
 * @throws FlyteError INTERFACE_SCHEMA_INVALID with every issue, each with its path
 */
export function validateOutput(schema: Schema, value: unknown, path: string, entity?: string): MaybePromise<unknown> {
	return chain(validateWithSchema(schema, value, path), (result) => {
		requireNone(result.issues ?? [], entity);
		return (result as { value: unknown }).value;
	});
}

function requireNone(issues: readonly SchemaIssue[], entity: string | undefined): void {
	const [first] = issues;
	if (first === undefined) return;
	const lines = issues.map((issue) => `${issue.path}: ${issue.message}`);
	const shown = lines.slice(0, 20).join("\n  ");
	const more = lines.length > 20 ? `\n  ... and ${lines.length - 20} more` : "";
	const summary = lines.length === 1 ? shown : `${lines.length} values do not fit their schemas:\n  ${shown}${more}`;
	throw new FlyteError("INTERFACE_SCHEMA_INVALID", entity === undefined ? summary : `${entity}: ${summary}`, {
		path: first.path,
		...(entity === undefined ? {} : { entity }),
	});
}

/** A schema that throws has something against the value, too. */
function run(schema: Schema, value: unknown, path: string): MaybePromise<Validated> {
	try {
		const result = validateOne(schema, value);
		return result instanceof Promise ? result.catch((error) => broken(error, path)) : result;
	} catch (error) {
		return broken(error, path);
	}
}

function broken(error: unknown, path: string): never {
	let reason = "a value that is no error";
	try {
		reason = error instanceof Error ? error.message : String(error);
	} catch {} // a hostile value stays unnamed
	throw new FlyteError("INTERFACE_SCHEMA_INVALID", `${path}: its schema threw: ${reason}`, { path, cause: error });
}

function issuePath(path: string, issue: Issue): string {
	let text = path;
	for (const segment of issue.path ?? []) {
		const key = typeof segment === "object" && segment !== null ? segment.key : segment;
		if (typeof key === "number") text += `[${key}]`;
		else if (typeof key === "string" && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)) text += `.${key}`;
		else text += `[${typeof key === "symbol" ? String(key) : JSON.stringify(key)}]`;
	}
	return text;
}
