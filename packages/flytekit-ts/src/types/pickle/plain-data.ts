import type { Step } from "../convert/path.js";
import { ValueProblem } from "../convert/problem.js";
import { showValue, tagOf } from "../convert/show-value.js";

/** Built-in kinds that V8 serialises whole. */
const KEPT = new Set(
	"Array Date RegExp Map Set Boolean Number String BigInt ArrayBuffer Error DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array Float32Array Float64Array".split(
		" ",
	),
);
const ERRORS = new Set("Error EvalError RangeError ReferenceError SyntaxError TypeError URIError".split(" "));

interface Place {
	readonly value: unknown;
	readonly step: Step | undefined;
	readonly parent: Place | undefined;
}

/**
 * Refuses what would come back as something else: functions, symbols, promises, objects of classes (V8 keeps their
 * fields and drops their methods without a word). Throws ValueProblem PICKLE_VALUE with the path inside the value.
 */
export function checkPlainData(root: unknown): void {
	const seen = new Set<object>();
	const open: Place[] = [{ value: root, step: undefined, parent: undefined }];
	for (let place = open.pop(); place !== undefined; place = open.pop()) {
		const { value } = place;
		if (typeof value === "function" || typeof value === "symbol") throw refusal(place, showValue(value));
		if (typeof value !== "object" || value === null || seen.has(value)) continue;
		seen.add(value);
		if (!isKept(value)) throw refusal(place, showValue(value));
		for (const [step, part] of partsOf(value)) open.push({ value: part, step, parent: place });
	}
}

function isKept(value: object): boolean {
	const proto: unknown = Object.getPrototypeOf(value);
	if (proto === null) return true;
	const tag = tagOf(value);
	const own = (proto as { constructor?: { name?: unknown } }).constructor?.name;
	if (tag === "Object") return own === "Object" && Object.getPrototypeOf(proto) === null;
	// Buffers are bytes; a subclass of a built-in loses its class
	return KEPT.has(tag) && (own === tag || own === "Buffer" || (tag === "Error" && ERRORS.has(String(own))));
}

function* partsOf(value: object): Generator<[Step, unknown]> {
	if (ArrayBuffer.isView(value)) return;
	if (tagOf(value) === "Map") {
		for (const [key, part] of value as Map<unknown, unknown>) {
			yield ["(key)", key];
			yield [
				typeof key === "number" ? key : String(typeof key === "object" || typeof key === "symbol" ? "(key)" : key),
				part,
			];
		}
	} else if (tagOf(value) === "Set") {
		let index = 0;
		for (const part of value as Set<unknown>) yield [index++, part];
	} else {
		for (const key of Object.keys(value)) {
			yield [Array.isArray(value) ? Number(key) : key, (value as Record<string, unknown>)[key]];
		}
	}
}

function refusal(place: Place, what: string): ValueProblem {
	const problem = new ValueProblem(
		"PICKLE_VALUE",
		`${what} cannot be serialised`,
		"keep data only: plain objects, lists, Maps, Sets, Dates, numbers and texts; a type of your own needs registerType",
	);
	for (let at: Place | undefined = place; at?.step !== undefined; at = at.parent) problem.steps.push(at.step);
	return problem;
}
