import { inspect } from "node:util";
import { cutText } from "./cut-text.js";
import { isFlyteError } from "./flyte-error.js";
import { masked } from "./hidden-text.js";
import { userFrames } from "./stack-frames.js";

/** Something thrown, as text that is safe to keep and to print after {@link plainText}; secrets that were read are masked. */
export interface ThrownText {
	/** Class of the error; "thrown value" for what is no Error, "" for one of this package's own, whose message is complete. */
	readonly name: string;
	/** At most 64 kB, head and tail; with causes, each once. */
	readonly message: string;
	/** The user's frames, one per line, indented by four; "" where there are none. */
	readonly stack: string;
}

const MAX_CAUSES = 8;

/**
 * Says what was thrown, whatever it was: an Error, a string, nothing, a proxy that throws back, an error with a cause that
 * leads to itself or a message of megabytes. Never throws.
 */
export function describeThrown(thrown: unknown): ThrownText {
	const first = describeOne(thrown);
	const seen = new Set<unknown>([thrown]);
	let message = first.message;
	let cause = causeOf(thrown);
	for (let i = 0; cause !== undefined && i < MAX_CAUSES && !seen.has(cause); i++) {
		seen.add(cause);
		const said = describeOne(cause);
		// wrappers often repeat the text of what they wrap
		if (!message.includes(said.message)) message += `\n  caused by ${labelled(said)}`;
		cause = causeOf(cause);
	}
	return { name: first.name, message: cutText(message), stack: first.stack };
}

/** `name: message`, or the message alone where the name says nothing. */
export function labelled(text: Pick<ThrownText, "name" | "message">): string {
	if (text.name === "") return text.message;
	return text.message === "" ? text.name : `${text.name}: ${text.message}`;
}

function describeOne(thrown: unknown): ThrownText {
	try {
		if (typeof thrown === "string") return { name: "thrown value", message: cutText(masked(thrown)), stack: "" };
		if (!isErrorLike(thrown)) return { name: "thrown value", message: cutText(masked(show(thrown))), stack: "" };
		const message = read(thrown, "message");
		// one of ours is made for people: it names the place already
		const ours = isFlyteError(thrown);
		const stack = ours ? "" : read(thrown, "stack");
		return {
			name: ours ? "" : nameOf(thrown),
			message: cutText(masked(typeof message === "string" ? message : show(message))) + listErrors(thrown),
			stack: typeof stack === "string" && !ours ? cutText(masked(userFrames(stack))) : "",
		};
	} catch {
		return { name: "thrown value", message: "a value that cannot be looked at", stack: "" };
	}
}

/** By shape, not `instanceof`: errors come from other realms, and `instanceof` runs a proxy's traps. */
function isErrorLike(thrown: unknown): thrown is object {
	if (typeof thrown !== "object" || thrown === null) return false;
	if (isFlyteError(thrown)) return true; // its stack costs reading a file
	return typeof read(thrown, "message") === "string" && typeof read(thrown, "stack") === "string"
		? true
		: Object.prototype.toString.call(thrown) === "[object Error]";
}

function nameOf(error: object): string {
	const name = read(error, "name");
	if (typeof name === "string" && name !== "" && name !== "Error") return cutText(name, 200);
	// `class Mine extends Error {}` leaves name at "Error": its own name says more
	const made = read(error, "constructor");
	const own = typeof made === "function" ? read(made, "name") : undefined;
	return typeof own === "string" && own !== "" ? cutText(own, 200) : "Error";
}

/** AggregateError and its like: the errors within, the first few. */
function listErrors(error: object): string {
	const errors = read(error, "errors");
	if (!Array.isArray(errors) || errors.length === 0) return "";
	const shown = errors.slice(0, 3).map((e) => `\n  - ${labelled(describeLeaf(e))}`);
	return shown.join("") + (errors.length > 3 ? `\n  - and ${errors.length - 3} more` : "");
}

function describeLeaf(thrown: unknown): Pick<ThrownText, "name" | "message"> {
	const message = typeof thrown === "object" && thrown !== null ? read(thrown, "message") : thrown;
	return { name: "", message: cutText(masked(typeof message === "string" ? message : show(message)), 2000) };
}

function causeOf(thrown: unknown): unknown {
	return typeof thrown === "object" && thrown !== null ? read(thrown, "cause") : undefined;
}

/** A property, or undefined where reading it throws. */
function read(target: object, key: string): unknown {
	try {
		return (target as Record<string, unknown>)[key];
	} catch {
		return undefined;
	}
}

function show(value: unknown): string {
	try {
		return inspect(value, { depth: 2, maxArrayLength: 20, maxStringLength: 10_000, breakLength: 120 });
	} catch {
		return `a value that cannot be shown (${typeof value})`;
	}
}
