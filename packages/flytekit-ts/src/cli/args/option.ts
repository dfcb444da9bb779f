/** One flag of a command, or of the entity it runs. */
export interface OptionSpec {
	/** Without dashes, kebab-case: `inputs-file`. Also accepted in camelCase and with underscores. */
	readonly name: string;
	/** One letter: `j` for `-j`. */
	readonly short?: string;
	/** "switch" stands alone (`--json`, `--no-json`, `--json=false`), "value" takes one, "values" may be repeated. */
	readonly takes: "switch" | "value" | "values";
	/** What the value is, for help: `FILE`, `N`. */
	readonly placeholder?: string;
	readonly summary: string;
	/** Accepted, but not listed. */
	readonly hidden?: boolean;
	/** Other names, accepted and not listed. */
	readonly aliases?: readonly string[];
}

/** One use of a flag on the command line. */
export interface Occurrence<S = OptionSpec> {
	readonly spec: S;
	/** As typed, for messages: `--person.name`. */
	readonly typed: string;
	/** Steps after the first dot: `["name"]`. */
	readonly path: readonly string[];
	/** The value's text; a switch has true or false. */
	readonly value: string | boolean;
}

/** The name by which a flag is looked up: case, dashes and underscores do not count. */
export function foldName(name: string): string {
	return name.toLowerCase().replace(/[-_]/g, "");
}

/** `maxItems` and `max_items` as a flag is shown: `max-items`. */
export function kebab(name: string): string {
	return name
		.replace(/([a-z0-9])([A-Z])/g, "$1-$2")
		.replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
		.replace(/_/g, "-")
		.toLowerCase();
}
