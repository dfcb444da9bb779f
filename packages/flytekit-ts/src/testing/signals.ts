import type { SignalPort, SignalRequest } from "../engine/index.js";
import { FlyteError } from "../errors/index.js";
import { type ConvertContext, guessNativeType, toLiteral } from "../types/index.js";

/** Answers to gates by their names: a value, or a function of what the gate asks. `true` approves, `false` refuses. */
export type SignalAnswers = Readonly<Record<string, unknown>>;

/** A port that answers from a table. A gate that is not in it fails with TESTING_SIGNAL. */
export function answering(answers: SignalAnswers, convert: ConvertContext): SignalPort {
	return {
		async ask(request) {
			if (!Object.hasOwn(answers, request.signal)) throw unanswered(request, answers);
			const answer = answers[request.signal];
			const value = typeof answer === "function" ? await answer(request) : answer;
			return toLiteral(value, guessNativeType(request.type), convert, `signal ${request.signal}`);
		},
	};
}

function unanswered(request: SignalRequest, answers: SignalAnswers): FlyteError {
	const names = Object.keys(answers);
	return new FlyteError("TESTING_SIGNAL", `gate "${request.signal}" at ${request.nodePath} has no answer`, {
		node: request.nodePath,
		wayOut: `give it one: \`signals: { ${JSON.stringify(request.signal)}: value }\`${names.length === 0 ? "" : `; answered are ${names.join(", ")}`}`,
	});
}
