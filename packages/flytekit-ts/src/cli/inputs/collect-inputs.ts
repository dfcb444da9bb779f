import { didYouMean } from "../../errors/did-you-mean.js";
import { FlyteError } from "../../errors/index.js";
import type { InputVariable, TypedInterface } from "../../interface/typed-interface.js";
import { describeType } from "../../types/index.js";
import { kebab, type Occurrence, type OptionSpec } from "../args/option.js";
import type { InputPlace } from "./blob-values.js";
import { type InputFlag, isRequired } from "./entity-flags.js";
import { addText, type FlagTexts, fromFlags, noTexts } from "./from-flags.js";
import { fromJson } from "./from-json.js";
import { WrongInput } from "./wrong-input.js";

/** Inputs from a file or standard input, with the name under which messages mention it. */
export interface GivenJson {
	readonly from: string;
	readonly values: Readonly<Record<string, unknown>>;
}

export interface CollectOptions extends InputPlace {
	/** Name of the entity, for messages. */
	readonly entity: string;
	/** How it is run, for the way out: `tsflyte run FILE ENTITY`. */
	readonly command: string;
	readonly json?: GivenJson;
}

/**
 * The native inputs of a run: what the flags say, over what the file says. Everything that is wrong is reported at once, each
 * with its flag, expected type and given text. Throws CLI_FLAG_VALUE, or CLI_MISSING_INPUTS where only inputs are missing.
 */
export function collectInputs(
	iface: TypedInterface,
	occurrences: readonly Occurrence<OptionSpec>[],
	options: CollectOptions,
): Record<string, unknown> {
	const values: Record<string, unknown> = Object.create(null);
	const wrong: string[] = [];
	const given = new Set<string>();
	const take = (input: InputVariable, source: string, convert: () => unknown) => {
		given.add(input.name);
		try {
			values[input.name] = convert();
		} catch (error) {
			if (!(error instanceof WrongInput)) throw error;
			wrong.push(`${source}${error.path}: ${error.text}`);
		}
	};
	const byFlag = flagTexts(occurrences);
	if (options.json !== undefined) wrong.push(...takeJson(options.json, iface, byFlag, options, take));
	for (const [input, use] of byFlag) {
		take(input, use.typed, () => (use.decided === undefined ? fromFlags(use.texts, input.type, options) : use.decided));
	}
	const missing = [...iface.inputs.values()].filter((input) => isRequired(input) && !given.has(input.name));
	if (wrong.length > 0 || missing.length > 0) throw refusal(options, wrong, missing);
	return values;
}

interface FlagUse {
	readonly typed: string;
	readonly texts: FlagTexts;
	/** Of a switch. */
	readonly decided: boolean | undefined;
}

function flagTexts(occurrences: readonly Occurrence<OptionSpec>[]): Map<InputVariable, FlagUse> {
	const uses = new Map<InputVariable, FlagUse>();
	for (const { spec, typed, path, value } of occurrences) {
		const input = (spec as Partial<InputFlag>).input;
		if (input === undefined) continue;
		const use = uses.get(input) ?? {
			typed: path.length === 0 ? typed : typed.slice(0, typed.indexOf(".")),
			texts: noTexts(),
			decided: undefined,
		};
		if (typeof value === "string") addText(use.texts, path, value);
		uses.set(input, typeof value === "boolean" ? { ...use, decided: value } : use);
	}
	return uses;
}

function takeJson(
	json: GivenJson,
	iface: TypedInterface,
	byFlag: ReadonlyMap<InputVariable, FlagUse>,
	place: InputPlace,
	take: (input: InputVariable, source: string, convert: () => unknown) => void,
): string[] {
	const unknown: string[] = [];
	for (const name of Object.keys(json.values)) {
		const input = iface.inputs.get(name);
		if (input === undefined) {
			const near = didYouMean(name, iface.inputs.keys());
			unknown.push(`${json.from}: there is no input ${JSON.stringify(name)}${near === undefined ? "" : `: ${near}`}`);
		} else if (!byFlag.has(input)) {
			take(input, `${json.from}: ${name}`, () => fromJson(json.values[name], input.type, place));
		}
	}
	return unknown;
}

function refusal(
	{ entity, command }: CollectOptions,
	wrong: readonly string[],
	missing: readonly InputVariable[],
): FlyteError {
	const lines = [...wrong, ...missing.map((input) => `--${kebab(input.name)} is missing: ${describeType(input.type)}`)];
	const summary =
		lines.length === 1
			? `${entity}: ${lines[0]}`
			: `${entity}: ${lines.length} inputs are wrong or missing\n${lines.map((line) => `  ${line}`).join("\n")}`;
	return new FlyteError(wrong.length > 0 ? "CLI_FLAG_VALUE" : "CLI_MISSING_INPUTS", summary, {
		entity,
		wayOut: `${command} --help lists the flags with their types; --inputs-file takes them as JSON`,
	});
}
