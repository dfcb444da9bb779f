import type { Literal } from "../literal.js";
import type { NativeType } from "../native-type.js";
import { codecFor } from "./codec-for.js";
import { type ConvertContext, isPromise, type MaybePromise } from "./context.js";
import { isOffloaded, loadParts } from "./offloaded.js";
import { toFlyteError, ValueProblem } from "./problem.js";

/**
 * The literal of a value, by its declared type; a promise only where something has to be written to storage.
 *
 * @param path names the value in errors, such as `inputs.x`: `inputs.x[3].k: expected Int, got string "7"`
 * @throws FlyteError with a TYPES_ code, the path, and the way out; nothing is ever rounded, cut or dropped to make a value fit
 */
export function toLiteral(value: unknown, type: NativeType, ctx: ConvertContext, path = ""): MaybePromise<Literal> {
	// spelt out twice: a function that takes the conversion as a closure would be made anew for each value of a graph
	try {
		const result = codecFor(type).write(value, ctx);
		return isPromise(result) ? result.catch((error: unknown) => conversionFailed(error, path, value)) : result;
	} catch (error) {
		return conversionFailed(error, path, value);
	}
}

/**
 * The value of a literal, by its declared type; a promise only where something has to be read from storage. As lenient as flytekit: a bare value is
 * taken for an optional one, a whole FLOAT for an Int, an older struct for a struct; fields that the type does not know are ignored. A large
 * literal that was offloaded, or a part of one, is read from its file.
 *
 * @throws FlyteError with a TYPES_ code, the path, and the way out
 */
export function fromLiteral(literal: Literal, type: NativeType, ctx: ConvertContext, path = ""): MaybePromise<unknown> {
	try {
		const result = codecFor(type).read(literal, ctx);
		return isPromise(result) ? result.catch((error: unknown) => reread(error, literal, type, ctx, path)) : result;
	} catch (error) {
		return reread(error, literal, type, ctx, path);
	}
}

/** Again, with what is kept in files loaded: looked for only where it was met, so that a literal without such costs nothing. */
function reread(error: unknown, literal: Literal, type: NativeType, ctx: ConvertContext, path: string) {
	if (!isOffloaded(error)) return conversionFailed(error, path, undefined);
	return Promise.resolve(loadParts(literal, ctx))
		.then((loaded) => codecFor(type).read(loaded, ctx))
		.catch((problem: unknown) => conversionFailed(problem, path, undefined));
}

/** Throws what a codec threw as the error of a conversion, with the path. */
export function conversionFailed(error: unknown, path: string, value: unknown): never {
	throw toFlyteError(
		error instanceof ValueProblem && error.code === "TYPES_DEPTH" ? asCycle(error, value) : error,
		path,
	);
}

/** A value that contains itself reaches the depth limit: walked again along the path, it meets itself. */
function asCycle(problem: ValueProblem, value: unknown): ValueProblem {
	const steps = problem.steps.toReversed();
	const seen = new Set<unknown>([value]);
	let at = value;
	for (const [i, step] of steps.entries()) {
		if (typeof at !== "object" || at === null) break;
		at = at instanceof Map ? at.get(step) : (at as Record<string | number, unknown>)[step];
		if (typeof at === "object" && at !== null && seen.has(at)) {
			const cycle = new ValueProblem(
				"TYPES_CYCLE",
				"cycle",
				"refer to the repeated part by a name or an index instead",
			);
			cycle.steps.push(...steps.slice(0, i + 1).toReversed());
			return cycle;
		}
		seen.add(at);
	}
	return problem;
}
