import { FlyteError } from "../errors/index.js";
import { nearest } from "../errors/nearest.js";
import { duration, showValue } from "../types/index.js";
import type { Time } from "./api-types.js";

/** Refuses option names that do not exist, with the nearest one. Throws AUTHORING_OPTION. */
export function checkOptions(factory: string, given: object, known: readonly string[]): void {
	for (const name of Object.keys(given)) {
		if (known.includes(name)) continue;
		const near = nearest(name, known);
		throw new FlyteError("AUTHORING_OPTION", `${factory}() has no option "${name}"`, {
			wayOut: `${near === undefined ? "" : `did you mean "${near}"? `}it takes ${known.join(", ")}`,
		});
	}
}

/** Splits `factory(fn)` and `factory(options, fn)`. Throws AUTHORING_ARGUMENTS for anything else. */
export function splitArguments<Options extends object, Fn>(
	factory: string,
	args: readonly unknown[],
): { readonly options: Options; readonly fn: Fn } {
	const [first, second] = args;
	if (typeof first === "function" && second === undefined) return { options: {} as Options, fn: first as Fn };
	if (typeof first === "object" && first !== null && typeof second === "function") {
		return { options: first as Options, fn: second as Fn };
	}
	const swapped = typeof first === "function" && typeof second === "object";
	throw new FlyteError("AUTHORING_ARGUMENTS", `${factory}() takes a function, or options and a function`, {
		wayOut: swapped
			? `options come first, as a decorator stands over its function: ${factory}({ ... }, fn)`
			: `write ${factory}(fn) or ${factory}({ ... }, fn)`,
	});
}

/** A length of time from 0 in milliseconds, or AUTHORING_OPTION naming the option. */
export function milliseconds(factory: string, name: string, value: Time): number {
	let cause: unknown;
	try {
		const { ms } = duration(value);
		if (ms >= 0) return ms;
	} catch (thrown) {
		cause = thrown;
	}
	const said = `${factory}() option ${name} is ${showValue(value)}`;
	throw new FlyteError("AUTHORING_OPTION", `${said}, which is no length of time from 0`, {
		path: name,
		wayOut: 'write it as "5m", "1h30m" or "1.5s"',
		...(cause === undefined ? {} : { cause }),
	});
}

/** A whole number from 0, or AUTHORING_OPTION naming the option. */
export function wholeNumber(factory: string, name: string, value: number, max = 2 ** 31 - 1): number {
	if (Number.isSafeInteger(value) && value >= 0 && value <= max) return value;
	const said = typeof value === "number" ? value : showValue(value);
	throw new FlyteError("AUTHORING_OPTION", `${factory}() option ${name} is ${said}`, {
		path: name,
		wayOut: `give a whole number from 0 to ${max}`,
	});
}

/** Refuses options of these names that are given and neither true nor false. Throws AUTHORING_OPTION. */
export function checkSwitches<Name extends string>(
	factory: string,
	options: { readonly [K in Name]?: unknown },
	names: readonly Name[],
): void {
	for (const name of names) {
		const value = options[name];
		if (value === undefined || typeof value === "boolean") continue;
		throw new FlyteError("AUTHORING_OPTION", `${factory}() option ${name} is ${showValue(value)}`, {
			path: name,
			wayOut: "it is true or false",
		});
	}
}

/** Refuses values that are no text, of an option that names texts. Throws AUTHORING_OPTION. */
export function checkTexts(factory: string, name: string, given: object | undefined, why: string): void {
	for (const [key, value] of Object.entries(given ?? {})) {
		if (typeof value === "string") continue;
		throw new FlyteError("AUTHORING_OPTION", `${factory}() option ${name}.${key} is no text`, {
			path: `${name}.${key}`,
			wayOut: `${why}: put it in quotes`,
		});
	}
}

/** Refuses what is no number of calls for one container. Throws AUTHORING_OPTION. */
export function checkBatch(factory: string, batch: unknown): void {
	if (batch === undefined || batch === "auto") return;
	if (typeof batch === "number" && Number.isSafeInteger(batch) && batch >= 1 && batch <= 10_000) return;
	throw new FlyteError("AUTHORING_OPTION", `${factory}() option batch is ${JSON.stringify(batch)}`, {
		path: "batch",
		wayOut: 'give the number of calls that one container makes, from 1 to 10000, or "auto"',
	});
}
