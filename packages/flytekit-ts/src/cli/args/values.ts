import { FlyteError } from "../../errors/index.js";
import type { ParsedArgs } from "./parse.js";

/** Whether the switch was given, by the last word on it. */
export function switchOf(args: ParsedArgs, name: string): boolean {
	return lastOf(args, name) === true;
}

/** The text given for a flag, by the last word on it. */
export function textOf(args: ParsedArgs, name: string): string | undefined {
	const value = lastOf(args, name);
	return typeof value === "string" ? value : undefined;
}

/** All texts given for a flag that may be repeated. */
export function textsOf(args: ParsedArgs, name: string): string[] {
	return args.occurrences
		.filter((o) => o.spec.name === name)
		.map((o) => o.value)
		.filter((value) => typeof value === "string");
}

/** A whole number from 1 up. Throws CLI_FLAG_VALUE. */
export function countOf(args: ParsedArgs, name: string): number | undefined {
	const text = textOf(args, name);
	if (text === undefined) return undefined;
	const value = /^\d+$/.test(text) ? Number(text) : 0;
	if (Number.isSafeInteger(value) && value >= 1) return value;
	throw new FlyteError("CLI_FLAG_VALUE", `--${name} is a whole number from 1 up, got ${JSON.stringify(text)}`);
}

/** One of a few words. Throws CLI_FLAG_VALUE. */
export function choiceOf<T extends string>(args: ParsedArgs, name: string, choices: readonly T[]): T | undefined {
	const text = textOf(args, name);
	const found = choices.find((choice) => choice === text);
	if (text === undefined || found !== undefined) return found;
	throw new FlyteError("CLI_FLAG_VALUE", `--${name} is one of ${choices.join(", ")}, got ${JSON.stringify(text)}`);
}

function lastOf(args: ParsedArgs, name: string): string | boolean | undefined {
	return args.occurrences.findLast((o) => o.spec.name === name)?.value;
}
