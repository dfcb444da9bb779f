import { failedIn, partOf } from "./attempt-part.js";
import type { ErrorCode } from "./codes/index.js";
import { formatLocation, type SourceLocation } from "./location.js";
import { shownStack } from "./shown-stack.js";
import { placeOf, userFrames } from "./stack-frames.js";

const BRAND = Symbol.for("flytekit-ts.error");
/** Where it was thrown: V8 makes the text when somebody asks. */
const TRACE = Symbol("trace");
type Trace = { readonly stack?: string };

/** What a {@link FlyteError} knows beside its text. Each part is optional; the message shows those that are given. */
export interface ErrorDetails {
	/** Where in the user's source; `location` is printed as file:line:column. */
	readonly location?: SourceLocation;
	/** Source lines around `location` with a caret, ready to print. */
	readonly frame?: string;
	/** What the reader can do instead. Printed last, as "way out: ...". */
	readonly wayOut?: string;
	/** What it was thrown because of. Any value: user code throws anything. */
	readonly cause?: unknown;
	/** Name of the task or workflow concerned. */
	readonly entity?: string;
	/** Path of the node concerned, such as `main/n0/dn3`. */
	readonly node?: string;
	/** Path of the variable concerned, such as `inputs.people[3].age`. */
	readonly path?: string;
}

/**
 * The error of this package: a stable code (see errors/codes), a text for people, and the facts a program may want.
 * Recognise it with {@link isFlyteError}, never `instanceof`: two copies of the package may be loaded.
 */
export class FlyteError extends Error {
	override readonly name: string = "FlyteError";
	readonly code: ErrorCode;
	/** The first part of the message: what happened, without location, frame or way out. */
	readonly summary: string;
	readonly details: ErrorDetails;

	constructor(code: ErrorCode, summary: string, details: ErrorDetails = {}) {
		super(render(summary, details), "cause" in details ? { cause: details.cause } : undefined);
		this.code = code;
		this.summary = summary;
		this.details = details;
		// for programs: what is printed of an error that nobody caught says it all in its stack
		Object.defineProperty(this, "summary", { enumerable: false });
		Object.defineProperty(this, "details", { enumerable: false });
		Object.defineProperty(this, BRAND, { value: true });
		const trace: Trace = {};
		Error.captureStackTrace(trace, new.target);
		Object.defineProperty(this, TRACE, { value: trace, writable: true });
		let shown: string | undefined;
		Object.defineProperty(this, "stack", {
			configurable: true,
			get: () => {
				const raw = (this as { [TRACE]?: Trace })[TRACE]?.stack ?? "";
				shown ??= shownStack(this.name, details, raw, (all) => render(summary, all));
				return shown;
			},
			set: (text: string) => {
				shown = text;
			},
		});
	}
}

/** Whether `value` is a {@link FlyteError}, of whichever loaded copy of the package. */
export function isFlyteError(value: unknown, code?: ErrorCode): value is FlyteError {
	try {
		return (
			typeof value === "object" &&
			value !== null &&
			(value as Record<symbol, unknown>)[BRAND] === true &&
			(code === undefined || (value as FlyteError).code === code)
		);
	} catch {
		return false; // a hostile proxy is not one of ours
	}
}

/** The same error with a place, where it has none: the first user frame of its own stack, else `fallback`. Others as they are. */
export function withPlace(error: unknown, fallback?: SourceLocation): unknown {
	if (!isFlyteError(error) || error.details.location !== undefined) return error;
	const location = placeOf(userFrames(error.stack ?? "")) ?? fallback;
	if (location === undefined) return error;
	return restated(error, error.summary, { ...error.details, location });
}

/** An error said anew, with more known about it; where it was thrown stays what it was. */
export function restated(error: FlyteError, summary: string, details: ErrorDetails): FlyteError {
	const said = new FlyteError(error.code, summary, details);
	(said as { [TRACE]?: Trace })[TRACE] = (error as { [TRACE]?: Trace })[TRACE] ?? { stack: error.stack ?? "" };
	const part = partOf(error);
	return part === undefined ? said : (failedIn(part, said) as FlyteError);
}

function render(summary: string, d: ErrorDetails): string {
	let text = summary;
	if (d.location !== undefined) text += `\n  at ${formatLocation(d.location)}`;
	if (d.frame !== undefined) text += `\n${d.frame}`;
	if (d.wayOut !== undefined) text += `\n  way out: ${d.wayOut}`;
	return text;
}
