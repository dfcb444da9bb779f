/** The variables that say where stores are and who asks, by name. `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The first of the variables that is set to something. */
export function firstOf(env: Environment, ...names: readonly string[]): string | undefined {
	for (const name of names) {
		const value = env[name];
		if (value !== undefined && value !== "") return value;
	}
	return undefined;
}
