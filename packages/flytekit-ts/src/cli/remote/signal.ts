import type { FlyteExecution } from "../../remote/index.js";
import { describeType, guessNativeType } from "../../types/index.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { answerOf, answerValue } from "../inputs/gate-answer.js";
import type { Io } from "../io.js";
import { jsonText } from "../output/result-json.js";
import { executionOf } from "./execution-of.js";
import { nameIn, withRemote } from "./options.js";

/** Answers a gate of an execution, or without GATE lists those it has come to: `tsflyte signal --remote RUN [GATE]`. */
export async function remoteSignal(args: ParsedArgs, io: Io): Promise<ExitCode> {
	const [, gate] = args.positionals;
	const answer = answerOf(args, gate, "tsflyte signal --remote RUN GATE");
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

/** The value is read as the gate's type says. Throws CLI_FLAG_VALUE, and REMOTE_SIGNAL. */
async function setValue(execution: FlyteExecution, gate: string, json: string, cwd: string): Promise<void> {
	const found = (await execution.signals()).find(({ name, isSet }) => name === gate && !isSet);
	// of a gate that does not wait the execution says why
	if (found === undefined) return execution.setSignal(gate, json);
	await execution.setSignal(gate, answerValue(json, guessNativeType(found.type), cwd));
}
