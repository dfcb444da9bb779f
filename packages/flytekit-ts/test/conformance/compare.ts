import { DIFFERENCES, type Difference, matches } from "./differences.js";

/** One field in which two messages differ. */
export interface Mismatch {
	readonly path: string;
	readonly flytekit: unknown;
	readonly ours: unknown;
}

/** Fields in which two messages (as protobuf JSON) differ, the allowed differences aside. */
export function compare(flytekit: unknown, ours: unknown, allowed: readonly Difference[] = DIFFERENCES): Mismatch[] {
	return mismatches(leveled(flytekit, [], allowed), leveled(ours, [], allowed), "");
}

/** One line for each mismatch, the first ones only. */
export function describe(found: readonly Mismatch[], most = 6): string {
	const lines = found
		.slice(0, most)
		.map(({ path, flytekit, ours }) => `${path}: flytekit ${short(flytekit)}, ours ${short(ours)}`);
	if (found.length > most) lines.push(`and ${found.length - most} more fields`);
	return lines.join("\n");
}

function short(value: unknown): string {
	const text = value === undefined ? "nothing" : JSON.stringify(value);
	return text.length <= 160 ? text : `${text.slice(0, 157)}...`;
}

function leveled(value: unknown, path: readonly string[], allowed: readonly Difference[]): unknown {
	const inside = leveledParts(value, path, allowed);
	const difference = allowed.find((one) => matches(one.path, path));
	return difference === undefined || inside === undefined ? inside : difference.level(inside);
}

function leveledParts(value: unknown, path: readonly string[], allowed: readonly Difference[]): unknown {
	if (Array.isArray(value)) return value.map((item, i) => leveled(item, [...path, String(i)], allowed));
	if (typeof value !== "object" || value === null) return value;
	const copy: Record<string, unknown> = Object.create(null);
	for (const [key, field] of Object.entries(value)) {
		const kept = leveled(field, [...path, key], allowed);
		if (kept !== undefined) copy[key] = kept;
	}
	// an object of which nothing is left was there for what may differ
	return Object.keys(copy).length === 0 && Object.keys(value).length > 0 ? undefined : copy;
}

function mismatches(flytekit: unknown, ours: unknown, path: string): Mismatch[] {
	if (Object.is(flytekit, ours)) return [];
	if (!isComposite(flytekit) || !isComposite(ours) || Array.isArray(flytekit) !== Array.isArray(ours)) {
		return [{ path, flytekit, ours }];
	}
	const keys = new Set([...Object.keys(flytekit), ...Object.keys(ours)]);
	return [...keys].flatMap((key) => mismatches(flytekit[key], ours[key], path === "" ? key : `${path}.${key}`));
}

function isComposite(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null;
}
