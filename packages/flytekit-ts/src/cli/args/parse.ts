import { didYouMean } from "../../errors/did-you-mean.js";
import { FlyteError } from "../../errors/index.js";
import { foldName, type Occurrence, type OptionSpec } from "./option.js";

/** What a command line said. */
export interface ParsedArgs<S extends OptionSpec = OptionSpec> {
	readonly positionals: readonly string[];
	readonly occurrences: readonly Occurrence<S>[];
	/** What follows the last positional that was asked for, unparsed. */
	readonly rest: readonly string[];
}

export interface ParseOptions {
	/** Stop after so many positionals and leave what follows to `rest`. */
	readonly stopAfter?: number;
	/** Whom to name in messages: `tsflyte run`. */
	readonly command: string;
	/** Whether `--a.b` reaches into the flag `a`. */
	readonly dotted?: boolean;
	/** What else to say of a flag that is unknown. */
	readonly hint?: string;
}

/**
 * Reads a command line by `specs`. `--name value`, `--name=value`, `-n value`, `--switch`, `--no-switch`; `--` ends the
 * flags. A value may start with one dash (`--n -5`), with two only after `=`.
 * Throws CLI_UNKNOWN_FLAG and CLI_FLAG_VALUE.
 */
export function parseArgs<S extends OptionSpec>(
	tokens: readonly string[],
	specs: readonly S[],
	options: ParseOptions,
): ParsedArgs<S> {
	const table = new FlagTable(specs);
	const positionals: string[] = [];
	const occurrences: Occurrence<S>[] = [];
	let flagsEnded = false;
	for (let i = 0; i < tokens.length; i++) {
		const token = tokens[i] as string;
		if (flagsEnded || !token.startsWith("-") || token === "-" || /^-\.?\d/.test(token)) {
			positionals.push(token);
			if (positionals.length === options.stopAfter) return { positionals, occurrences, rest: tokens.slice(i + 1) };
			continue;
		}
		if (token === "--") {
			flagsEnded = true;
			continue;
		}
		const equals = token.indexOf("=");
		const typed = equals < 0 ? token : token.slice(0, equals);
		const flag = table.find(typed, options.dotted === true);
		if (flag === undefined) throw unknownFlag(typed, specs, options);
		const given = equals < 0 ? undefined : token.slice(equals + 1);
		if (flag.spec.takes === "switch" && flag.path.length === 0) {
			let text = given;
			if (text === undefined && !flag.negated && isBoolean(tokens[i + 1])) text = tokens[++i];
			occurrences.push({ spec: flag.spec, typed, path: [], value: switchValue(typed, text) !== flag.negated });
			continue;
		}
		if (given !== undefined) {
			occurrences.push({ spec: flag.spec, typed, path: flag.path, value: given });
			continue;
		}
		const next = tokens[i + 1];
		if (next === undefined || next.startsWith("--")) throw lacksValue(typed, flag.spec, next);
		occurrences.push({ spec: flag.spec, typed, path: flag.path, value: next });
		i++;
	}
	return { positionals, occurrences, rest: [] };
}

const isBoolean = (text: string | undefined) => text === "true" || text === "false";

class FlagTable<S extends OptionSpec> {
	private readonly exact = new Map<string, S>();
	private readonly folded = new Map<string, S>();
	private readonly short = new Map<string, S>();

	/** Earlier specs win where names are equal. */
	constructor(specs: readonly S[]) {
		for (const spec of specs) {
			for (const name of [spec.name, ...(spec.aliases ?? [])]) {
				if (!this.exact.has(name)) this.exact.set(name, spec);
				if (!this.folded.has(foldName(name))) this.folded.set(foldName(name), spec);
			}
			if (spec.short !== undefined && !this.short.has(spec.short)) this.short.set(spec.short, spec);
		}
	}

	find(typed: string, dotted: boolean): { spec: S; negated: boolean; path: readonly string[] } | undefined {
		if (!typed.startsWith("--")) {
			const spec = this.short.get(typed.slice(1));
			return spec && { spec, negated: false, path: [] };
		}
		const name = typed.slice(2);
		const spec = this.exact.get(name) ?? this.folded.get(foldName(name));
		if (spec !== undefined) return { spec, negated: false, path: [] };
		const positive = name.startsWith("no-") ? this.find(`--${name.slice(3)}`, false) : undefined;
		if (positive?.spec.takes === "switch") return { spec: positive.spec, negated: true, path: [] };
		const dot = name.indexOf(".");
		if (!dotted || dot < 0) return undefined;
		const owner = this.find(`--${name.slice(0, dot)}`, false);
		return owner && { spec: owner.spec, negated: false, path: name.slice(dot + 1).split(".") };
	}
}

function switchValue(typed: string, text: string | undefined): boolean {
	if (text === undefined || text === "true") return true;
	if (text === "false") return false;
	throw new FlyteError("CLI_FLAG_VALUE", `${typed} is true or false, got ${JSON.stringify(text)}`, {
		wayOut: `${typed}, or ${typed}=false`,
	});
}

function lacksValue(typed: string, spec: OptionSpec, next: string | undefined): FlyteError {
	const wanted = spec.placeholder ?? "VALUE";
	const wayOut =
		next === undefined
			? `${typed} ${wanted}`
			: `${typed} ${wanted}; if the value itself starts with --, write ${typed}=${next}`;
	return new FlyteError("CLI_FLAG_VALUE", `${typed} needs a value`, { wayOut });
}

function unknownFlag(typed: string, specs: readonly OptionSpec[], options: ParseOptions): FlyteError {
	const names = [...new Set(specs.filter((spec) => spec.hidden !== true).map((spec) => `--${spec.name}`))];
	const near = didYouMean(typed, names);
	const accepted = names.length === 0 ? "it takes no flags" : `accepted: ${names.join(", ")}`;
	return new FlyteError("CLI_UNKNOWN_FLAG", `${options.command} has no flag ${JSON.stringify(typed)}`, {
		wayOut: [near, accepted, options.hint].filter((part) => part !== undefined).join(" "),
	});
}
