import type { LiteralMap } from "flytekit-ts/plugin";

/** Where something was stored is another place in each run. */
const PLACES = new Set(["uri", "hash"]);

/** Literals as JSON, without the places of files. */
export function literalsAsJson(literals: LiteralMap): Readonly<Record<string, unknown>> {
	return asJson(literals) as Record<string, unknown>;
}

function asJson(value: unknown): unknown {
	if (typeof value === "bigint") return `${value}n`;
	if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
	if (value instanceof Date) return value.toISOString();
	if (value instanceof Map) return asJson(Object.fromEntries(value));
	if (Array.isArray(value)) return value.map(asJson);
	if (typeof value !== "object" || value === null) return value;
	const entries = Object.entries(value).filter(([name, part]) => !PLACES.has(name) && part !== undefined);
	return Object.fromEntries(entries.map(([name, part]) => [name, asJson(part)]));
}
