/** What a value is, in a few words for a message: `string "7"`, `number 1.5`, `an array of 3`. Never throws, never calls into the value. */
export function showValue(value: unknown): string {
	switch (typeof value) {
		case "string":
			return `string ${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)}`;
		case "number":
			return `number ${Object.is(value, -0) ? "-0" : value}`;
		case "bigint":
			return `bigint ${value}n`;
		case "boolean":
			return `boolean ${value}`;
		case "undefined":
			return "undefined";
		case "symbol":
			return "a symbol";
		case "function":
			return "a function";
		default:
			return value === null ? "null" : showObject(value as object);
	}
}

function showObject(value: object): string {
	try {
		if (Array.isArray(value)) return `an array of ${value.length}`;
		const kind = tagOf(value);
		if (kind !== "Object") return `a ${kind}`;
		const proto: unknown = Object.getPrototypeOf(value);
		const name: unknown =
			proto === null ? undefined : (proto as { constructor?: { name?: unknown } }).constructor?.name;
		if (typeof name === "string" && name !== "" && name !== "Object") return `a ${name}`;
		const keys = Object.keys(value);
		return keys.length === 0
			? "an empty object"
			: `an object with ${keys.slice(0, 5).join(", ")}${keys.length > 5 ? ", ..." : ""}`;
	} catch {
		return "an object that cannot be looked into";
	}
}

/** `Date`, `Map`, `Object`, ...: the built-in kind of an object, also of another realm's (vitest, vm). */
export function tagOf(value: object): string {
	return Object.prototype.toString.call(value).slice(8, -1);
}
