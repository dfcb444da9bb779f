import type { Json, JsonObject } from "./literal-type.js";

/** How deep two schemas are compared: recursive ones agree as far as this. */
const MAX_DEPTH = 32;

/**
 * Why a struct with one JSON schema cannot stand for one with another: equal schemas fit, and so does one that has every property the other
 * has, of a type that fits, and requires what the other requires. Titles, descriptions and defaults say nothing about values.
 */
export function structReason(from: JsonObject, to: JsonObject): string | undefined {
	return compare(from, to, { from, to }, "", 0);
}

interface Roots {
	readonly from: JsonObject;
	readonly to: JsonObject;
}

function compare(
	fromSchema: Json | undefined,
	toSchema: Json | undefined,
	roots: Roots,
	path: string,
	depth: number,
): string | undefined {
	const from = resolved(fromSchema, roots.from);
	const to = resolved(toSchema, roots.to);
	if (depth > MAX_DEPTH || to === undefined || from === undefined) return undefined;
	const alternatives = list(to.anyOf);
	if (alternatives.length > 0) {
		const given = list(from.anyOf);
		for (const variant of given.length > 0 ? given : [from]) {
			if (!alternatives.some((wanted) => compare(variant, wanted, roots, path, depth + 1) === undefined)) {
				return `${at(path)} may be ${nameOf(variant)}, which is not wanted`;
			}
		}
		return undefined;
	}
	if (list(from.anyOf).length > 0) {
		for (const variant of list(from.anyOf)) {
			const why = compare(variant, to, roots, path, depth + 1);
			if (why !== undefined) return why;
		}
		return undefined;
	}
	return compareEnums(from, to, path) ?? compareTypes(from, to, path) ?? compareParts(from, to, roots, path, depth);
}

function compareTypes(from: JsonObject, to: JsonObject, path: string): string | undefined {
	if (from.type === to.type || to.type === undefined || from.type === undefined) return undefined;
	return `${at(path)} is ${nameOf(from)}, not ${nameOf(to)}`;
}

function compareEnums(from: JsonObject, to: JsonObject, path: string): string | undefined {
	if (!Array.isArray(to.enum) || !Array.isArray(from.enum)) return undefined;
	const wanted = new Set(to.enum as readonly Json[]);
	const odd = (from.enum as readonly Json[]).find((value) => !wanted.has(value));
	return odd === undefined ? undefined : `${at(path)} may be ${JSON.stringify(odd)}, which is not wanted`;
}

function compareParts(from: JsonObject, to: JsonObject, roots: Roots, path: string, depth: number): string | undefined {
	if (isObject(to.items)) {
		const why = compare(from.items, to.items, roots, `${path}[]`, depth + 1);
		if (why !== undefined) return why;
	}
	if (isObject(to.additionalProperties)) {
		const why = compare(
			isObject(from.additionalProperties) ? from.additionalProperties : undefined,
			to.additionalProperties,
			roots,
			`${path}[""]`,
			depth + 1,
		);
		if (why !== undefined) return why;
	}
	const given = isObject(from.properties) ? from.properties : {};
	const wanted = isObject(to.properties) ? to.properties : {};
	for (const name of Object.keys(wanted)) {
		const inner = path === "" ? name : `${path}.${name}`;
		if (!Object.hasOwn(given, name)) return `the field ${inner} is missing`;
		const why = compare(given[name], wanted[name], roots, inner, depth + 1);
		if (why !== undefined) return why;
	}
	const surely = new Set(Array.isArray(from.required) ? (from.required as readonly Json[]) : []);
	const required = Array.isArray(to.required) ? (to.required as readonly Json[]) : [];
	const unsure = required.find((name) => !surely.has(name));
	return unsure === undefined
		? undefined
		: `the field ${path === "" ? "" : `${path}.`}${String(unsure)} may be missing`;
}

function resolved(schema: Json | undefined, root: JsonObject): JsonObject | undefined {
	if (!isObject(schema)) return undefined;
	if (typeof schema.$ref !== "string") return schema;
	const name = decodeURIComponent(schema.$ref.replace(/^#\/(\$defs|definitions)\//, ""))
		.replaceAll("~1", "/")
		.replaceAll("~0", "~");
	for (const place of [root.$defs, root.definitions]) {
		if (isObject(place) && Object.hasOwn(place, name) && isObject(place[name])) return place[name] as JsonObject;
	}
	return schema;
}

function list(value: Json | undefined): readonly JsonObject[] {
	return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}

function isObject(value: Json | undefined): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOf(schema: JsonObject): string {
	const { title, type, format } = schema;
	return typeof title === "string"
		? title
		: typeof type === "string"
			? typeof format === "string"
				? `${type} (${format})`
				: type
			: JSON.stringify(schema).slice(0, 60);
}

function at(path: string): string {
	return path === "" ? "the struct" : `the field ${path}`;
}
