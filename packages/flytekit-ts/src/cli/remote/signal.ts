import { FlyteError } from "../../errors/index.js";
import type { FlyteExecution } from "../../remote/index.js";
import { describeType, guessNativeType, type NativeType } from "../../types/index.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf, textOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { fromJson } from "../inputs/from-json.js";
import { parseJson } from "../inputs/parse-json.js";
import { WrongInput } from "../inputs/wrong-input.js";
import type { Io } from "../io.js";
import { jsonText } from "../output/result-json.js";
import { executionOf } from "./execution-of.js";
import { nameIn, withRemote } from "./options.js";

/** Answers a gate of an execution, or without GATE lists those it has come to: `tsflyte signal --remote RUN [GATE]`. */
export async function remoteSignal(args: ParsedArgs, io: Io): Promise<ExitCode> {
	const [, gate] = args.positionals;
	const answer = answerOf(args, gate);
	return withRemote(args, async (remote) => {
		const execution = await executionOf(remote, args, "signal");
		const name = nameIn(remote, execution);
		const json = switchOf(args, "json");
		if (gate === undefined || answer === undefined) {
			const gates = await execution.signals();
			const shown = gates.map(({ name, type, isSet }) => ({
				gate: name,
				type: describeType(guessNativeType(type)),
				isSet,
			}));
			if (json) io.stdout.write(`${jsonText(shown)}\n`);
			else if (shown.length === 0) io.stderr.write(`${name} has come to no gate\n`);
			else
				io.stdout.write(shown.map((one) => `${one.gate}  ${one.type}  ${one.isSet ? "answered" : "waits"}\n`).join(""));
			return EXIT.ok;
		}
		if (answer.kind === "value") await setValue(execution, gate, answer.json, io.cwd);
		else if (answer.kind === "approve") await execution.approve(gate);
		else await execution.reject(gate);
		const done = { approve: "approved", reject: "rejected", value: "set" }[answer.kind];
		if (json) io.stdout.write(`${jsonText({ execution: name, gate, done })}\n`);
		else io.stderr.write(`${done} ${gate} of ${name}\n`);
		return EXIT.ok;
	});
}

type Answer = { readonly kind: "approve" | "reject" } | { readonly kind: "value"; readonly json: string };

function answerOf(args: ParsedArgs, gate: string | undefined): Answer | undefined {
	const [approve, reject, value] = [switchOf(args, "approve"), switchOf(args, "reject"), textOf(args, "value")];
	const given = [approve, reject, value !== undefined].filter(Boolean).length;
	const way = "tsflyte signal --remote RUN GATE --approve, --reject or --value JSON";
	if (given > 1) throw new FlyteError("CLI_USAGE", "a gate takes one answer", { wayOut: way });
	if (gate === undefined) {
		if (given === 0) return undefined;
		throw new FlyteError("CLI_USAGE", "signal needs the gate that is answered", { wayOut: way });
	}
	if (given === 0) throw new FlyteError("CLI_USAGE", `signal needs an answer for ${gate}`, { wayOut: way });
	if (value === undefined) return { kind: approve ? "approve" : "reject" };
	return { kind: "value", json: value };
}

/** The value is read as the gate's type says. Throws CLI_FLAG_VALUE, and REMOTE_SIGNAL. */
async function setValue(execution: FlyteExecution, gate: string, json: string, cwd: string): Promise<void> {
	const found = (await execution.signals()).find(({ name, isSet }) => name === gate && !isSet);
	// of a gate that does not wait the execution says why
	if (found === undefined) return execution.setSignal(gate, json);
	await execution.setSignal(gate, readValue(json, guessNativeType(found.type), cwd));
}

function readValue(json: string, type: NativeType, cwd: string): unknown {
	try {
		// Text without quotes is meant as text where the gate takes text.
		return fromJson(type.kind === "string" && !json.startsWith('"') ? json : parseJson(json, "--value"), type, cwd);
	} catch (error) {
		if (!(error instanceof WrongInput)) throw error;
		throw new FlyteError("CLI_FLAG_VALUE", `--value${error.path}: ${error.text}`);
	}
}
