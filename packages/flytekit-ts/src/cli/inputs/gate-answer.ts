import { FlyteError } from "../../errors/index.js";
import type { NativeType } from "../../types/index.js";
import type { OptionSpec } from "../args/option.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf, textOf } from "../args/values.js";
import { fromJson } from "./from-json.js";
import { parseJson } from "./parse-json.js";
import { WrongInput } from "./wrong-input.js";

/** Flags that answer a gate. */
export const ANSWER_OPTIONS: readonly OptionSpec[] = [
	{ name: "approve", takes: "switch", summary: "yes: what it holds back goes on" },
	{ name: "reject", takes: "switch", summary: "no: the gate fails" },
	{ name: "value", takes: "value", placeholder: "JSON", summary: "the value that the gate waits for" },
];

/** An answer as the command line says it. */
export type Answer = { readonly kind: "approve" | "reject" } | { readonly kind: "value"; readonly json: string };

/** Undefined when no gate is named. `call`: how the command is called. Throws CLI_USAGE. */
export function answerOf(args: ParsedArgs, gate: string | undefined, call: string): Answer | undefined {
	const [approve, reject, value] = [switchOf(args, "approve"), switchOf(args, "reject"), textOf(args, "value")];
	const given = [approve, reject, value !== undefined].filter(Boolean).length;
	const way = `${call} --approve, --reject or --value JSON`;
	if (given > 1) throw new FlyteError("CLI_USAGE", "a gate takes one answer", { wayOut: way });
	if (gate === undefined) {
		if (given === 0) return undefined;
		throw new FlyteError("CLI_USAGE", "signal needs the gate that is answered", { wayOut: way });
	}
	if (given === 0) throw new FlyteError("CLI_USAGE", `signal needs an answer for ${gate}`, { wayOut: way });
	if (value === undefined) return { kind: approve ? "approve" : "reject" };
	return { kind: "value", json: value };
}

/** A value as the gate's type has it. Throws CLI_FLAG_VALUE. */
export function answerValue(json: string, type: NativeType, cwd: string): unknown {
	try {
		// Text without quotes is meant as text where the gate takes text.
		return fromJson(type.kind === "string" && !json.startsWith('"') ? json : parseJson(json, "--value"), type, { cwd });
	} catch (error) {
		if (!(error instanceof WrongInput)) throw error;
		throw new FlyteError("CLI_FLAG_VALUE", `--value${error.path}: ${error.text}`);
	}
}
