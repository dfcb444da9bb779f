import {
	type AttemptPart,
	describeThrown,
	type ErrorCode,
	type ErrorDetails,
	FlyteError,
	failedIn,
	isFlyteError,
	isRecoverable,
	partOf,
	RecoverableError,
	type ThrownText,
} from "../../errors/index.js";

/** Something thrown, as data that another thread or process can be sent: its text is the same there. */
export interface PackedThrown {
	readonly text: ThrownText;
	readonly isRecoverable: boolean;
	/** Set where it was not the task's own code that threw. */
	readonly part?: AttemptPart;
	/** Of one of this package's own errors. */
	readonly own?: { readonly code: ErrorCode; readonly summary: string; readonly details: ErrorDetails };
}

/** Whatever it is, however large or hostile. Never throws. */
export function packThrown(thrown: unknown): PackedThrown {
	const part = partOf(thrown);
	const packed = {
		text: describeThrown(thrown),
		isRecoverable: isRecoverable(thrown),
		...(part === undefined ? {} : { part }),
	};
	if (!isFlyteError(thrown)) return packed;
	const { code, summary, details } = thrown;
	const { cause: _, ...plain } = details;
	return { ...packed, own: { code, summary, details: plain } };
}

/** An error to throw in its place, which reads the same and is as recoverable. */
export function unpackThrown(packed: PackedThrown): Error {
	const error = unpacked(packed);
	return packed.part === undefined ? error : (failedIn(packed.part, error) as Error);
}

function unpacked({ text, isRecoverable: again, own }: PackedThrown): Error {
	if (own !== undefined && !again) return new FlyteError(own.code, own.summary, own.details);
	const error = again ? new RecoverableError(text.message) : new Error(text.message);
	const name = own === undefined ? text.name : own.code;
	Object.defineProperty(error, "name", { value: name, configurable: true });
	error.stack = `${name}: ${text.message}\n${text.stack}`;
	return error;
}
