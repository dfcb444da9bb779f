/** A value that does not fit its type; the caller adds which flag or file it came from. */
export class WrongInput extends Error {
	override readonly name = "WrongInput";
	/** Where inside the value: `.people[3].age`, "" for the whole. */
	readonly path: string;
	readonly expected: string;
	readonly given: string;
	readonly hint: string | undefined;

	constructor(expected: string, given: string, hint?: string, path = "") {
		super(`expected ${expected}, got ${given}`);
		this.expected = expected;
		this.given = given;
		this.hint = hint;
		this.path = path;
	}

	/** The same problem, seen from one level further out. */
	within(step: string | number): WrongInput {
		return new WrongInput(this.expected, this.given, this.hint, stepText(step) + this.path);
	}

	/** `expected Int, got "x" (a whole number such as 5)`. */
	get text(): string {
		return this.message + (this.hint === undefined ? "" : ` (${this.hint})`);
	}
}

/** Runs `convert` for a part of a value, so that a problem inside it says where it is. */
export function at<T>(step: string | number, convert: () => T): T {
	try {
		return convert();
	} catch (error) {
		throw error instanceof WrongInput ? error.within(step) : error;
	}
}

function stepText(step: string | number): string {
	if (typeof step === "number") return `[${step}]`;
	return /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}

/** What was given, short and in quotes where it is text. */
export function shown(value: unknown): string {
	if (typeof value === "bigint") return value.toString();
	const text = typeof value === "string" || (typeof value === "object" && value !== null) ? json(value) : String(value);
	return text.length > 80 ? `${text.slice(0, 60)}... (${text.length} characters)` : text;
}

function json(value: unknown): string {
	return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? Number(part) : part)) ?? "undefined";
}
