import { FlyteError } from "../../errors/index.js";
import type { FlyteExecution } from "../../remote/index.js";
import { describeType, guessNativeType, type NativeType } from "../../types/index.js";
import type { JsonRules } from "../values/json-rules.js";
import type { GateView } from "../view-model.js";

/** Gates that an execution waits at. */
export async function gatesOf(execution: FlyteExecution): Promise<readonly GateView[]> {
	const waiting = (await execution.signals()).filter(({ isSet }) => !isSet);
	return waiting.map(({ name, type: literalType }) => {
		const type: NativeType = guessNativeType(literalType);
		const kind = type.kind === "boolean" ? ("approve" as const) : ("signal" as const);
		return { path: name, gate: name, kind, type, typeText: describeType(type) };
	});
}

/** Answers one with JSON as the page sends it. Throws SERVER_NOT_FOUND for one that does not wait, SERVER_REQUEST for a value of a wrong type. */
export async function answerGate(
	execution: FlyteExecution,
	gate: string,
	answer: unknown,
	{ json, cwd }: { readonly json: JsonRules; readonly cwd: string },
): Promise<void> {
	const asked = (await execution.signals()).find((one) => one.name === gate && !one.isSet);
	if (asked === undefined) {
		const text = `execution ${execution.id.name} has no gate ${JSON.stringify(gate)} that waits`;
		throw new FlyteError("SERVER_NOT_FOUND", text);
	}
	const type = guessNativeType(asked.type);
	let value: unknown;
	try {
		value = json.toNative(json.parse(String(answer)), type, cwd);
	} catch (error) {
		const wrong = json.problemOf(error);
		if (wrong === undefined) throw error;
		throw new FlyteError("SERVER_REQUEST", `the answer to ${gate} does not fit: ${wrong.text}`);
	}
	if (value === true) await execution.approve(gate);
	else if (value === false) await execution.reject(gate);
	else await execution.setSignal(gate, value);
}
