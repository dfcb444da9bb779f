import { createInterface } from "node:readline";
import type { SignalPort, SignalRequest } from "../engine/index.js";
import { plainText } from "../errors/plain-text.js";
import type { ConvertContext } from "../types/index.js";
import {
	describeType,
	fromLiteral,
	guessNativeType,
	guessNativeTypeOfLiteral,
	type Literal,
	toLiteral,
} from "../types/index.js";
import { fromText } from "./inputs/from-text.js";
import { WrongInput } from "./inputs/wrong-input.js";
import type { Io } from "./io.js";

/**
 * Answers gates at the terminal: y or n for an approval, a value as a flag would take it for an input; asked again until it
 * fits. One question at a time. Undefined where nobody sits at the terminal: such gates fail with their own message.
 *
 * @param quieten takes live progress off the screen before the first question
 */
export function terminalSignals(io: Io, convert: ConvertContext, quieten: () => void): SignalPort | undefined {
	if (io.stdin.kind !== "none" || !io.stderr.isTTY || (io.stdin.stream as { isTTY?: boolean }).isTTY !== true) {
		return undefined;
	}
	let before: Promise<unknown> = Promise.resolve();
	return {
		ask(request, abort) {
			const answer = before.then(() => {
				quieten();
				return asked(io, request, convert, abort);
			});
			before = answer.catch(() => {}); // the next question does not depend on it
			return answer;
		},
	};
}

async function asked(io: Io, request: SignalRequest, convert: ConvertContext, abort: AbortSignal): Promise<Literal> {
	const question = await questionOf(request, convert);
	for (;;) {
		const text = await askLine(io, question, abort);
		if (request.kind === "approve") {
			if (/^(?:y|yes)$/i.test(text)) return { kind: "boolean", value: true };
			if (/^(?:n|no)$/i.test(text)) return { kind: "boolean", value: false };
			io.stderr.write("answer y or n\n");
			continue;
		}
		const type = guessNativeType(request.type);
		try {
			return await toLiteral(fromText(text, type, io), type, convert, `signal ${request.signal}`);
		} catch (error) {
			io.stderr.write(`${error instanceof WrongInput ? error.text : (error as Error).message}\n`);
		}
	}
}

/** `approve "ship-it" (main/n3): 11? [y/n]`, `"limit" (main/n1), Int:`. */
async function questionOf(request: SignalRequest, convert: ConvertContext): Promise<string> {
	const { kind, signal, nodePath, type, value } = request;
	const name = `${JSON.stringify(plainText(signal))} (${nodePath})`;
	if (kind === "signal") return `${name}, ${describeType(guessNativeType(type))}: `;
	return `approve ${name}${value === undefined ? "" : `: ${await shown(value, convert)}`}? [y/n] `;
}

const MAX_SHOWN = 200;

async function shown(value: Literal, convert: ConvertContext): Promise<string> {
	try {
		const native = await fromLiteral(value, guessNativeTypeOfLiteral(value), convert, "value");
		const text = typeof native === "string" ? native : String(native);
		return plainText(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text);
	} catch {
		return `a ${value.kind}`; // nothing that one line could show
	}
}

/** One line of the terminal. Rejects when `abort` aborts, and when the terminal is closed. */
export function askLine(io: Io, question: string, abort: AbortSignal): Promise<string> {
	return new Promise((resolve, reject) => {
		if (abort.aborted) {
			reject(abort.reason);
			return;
		}
		io.stderr.write(question);
		// no line editor: it would take Ctrl-C for itself
		const reader = createInterface({ input: io.stdin.stream, terminal: false });
		const onAbort = () => {
			io.stderr.write("\n");
			end(() => reject(abort.reason));
		};
		const end = (settle: () => void) => {
			abort.removeEventListener("abort", onAbort);
			settle();
			reader.close();
		};
		abort.addEventListener("abort", onAbort, { once: true });
		reader.once("line", (text) => end(() => resolve(text.trim())));
		reader.once("close", () => end(() => reject(new Error("the terminal was closed"))));
	});
}
