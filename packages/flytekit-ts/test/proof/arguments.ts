const args = process.argv.slice(2);

/** The text after `--name`, or `fallback`. */
export function flag(name: string, fallback: string): string {
	const at = args.indexOf(`--${name}`);
	return at < 0 ? fallback : (args[at + 1] ?? fallback);
}

/** Whether `--name` was given. */
export function has(name: string): boolean {
	return args.includes(`--${name}`);
}
