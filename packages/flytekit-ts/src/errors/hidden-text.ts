const KEY = Symbol.for("flytekit-ts.hidden");
/** Of the whole process: two copies of the package may be loaded, and what one has read the other must not print. */
const shared = globalThis as { [KEY]?: Set<string> };

/** Shorter ones are too common in any text to be told apart from it. */
const LEAST = 4;

/** What stands in its place. */
const MASK = "******";

/** From now on {@link masked} hides `value`, a secret's text, and each of its lines. */
export function hide(value: string): void {
	shared[KEY] ??= new Set();
	for (const part of [value, value.trim(), ...value.split(/\r?\n/)]) if (part.length >= LEAST) shared[KEY].add(part);
}

/** Whether {@link masked} has anything to look for. */
export function hidesAny(): boolean {
	return shared[KEY] !== undefined;
}

/** `text` without what was hidden: what is printed, kept or sent about a run goes through here. */
export function masked(text: string): string {
	const values = shared[KEY];
	if (values === undefined) return text;
	let clean = text;
	// the longest first: one may be a part of another
	for (const value of [...values].sort((a, b) => b.length - a.length)) clean = clean.replaceAll(value, MASK);
	return clean;
}
