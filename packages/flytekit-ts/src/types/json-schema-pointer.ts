import type { Json, JsonObject } from "./literal-type.js";

/** Whether `schema` is an object: neither null, a list nor a value. */
export function isJsonObject(schema: unknown): schema is JsonObject {
	return typeof schema === "object" && schema !== null && !Array.isArray(schema);
}

/** What a local reference (`#`, `#/$defs/Person`) means in `root`; undefined when it leads nowhere or out of the document. */
export function resolvePointer(root: Json, reference: string): Json | undefined {
	if (reference === "#") return root;
	if (!reference.startsWith("#/")) return undefined;
	let at: Json | undefined = root;
	for (const part of reference.slice(2).split("/")) {
		const key = decode(part).replaceAll("~1", "/").replaceAll("~0", "~");
		if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
		at = (at as JsonObject)[key];
	}
	return at;
}

function decode(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part; // a bare % is a name, not an escape
	}
}
