/** The whole number at `args[at]`; throws a usage message otherwise. */
export function count(args: readonly string[], at: number, fallback?: number): number {
	const text = args[at] ?? (fallback === undefined ? undefined : String(fallback));
	if (text === undefined || !/^[1-9]\d*$/.test(text))
		throw new Error(`expected a whole number from 1, got ${text ?? "nothing"}`);
	return Number(text);
}

/** The text after `--name`, if given. */
export function flag(args: readonly string[], name: string): string | undefined {
	const at = args.indexOf(`--${name}`);
	return at < 0 ? undefined : args[at + 1];
}
