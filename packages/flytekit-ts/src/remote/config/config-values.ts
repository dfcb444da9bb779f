import { FlyteError } from "../../errors/index.js";

/** One value of a configuration file, with the line it stands in. */
export interface ConfigValue {
	readonly value: unknown;
	/** From 1. */
	readonly line: number;
}

/** What a configuration file says, by `section.key`. Keys are looked up as flytectl does: case does not count. */
export class ConfigValues {
	readonly file: string;
	readonly #values = new Map<string, ConfigValue>();

	constructor(file: string) {
		this.file = file;
	}

	set(path: string, value: ConfigValue): void {
		this.#values.set(path.toLowerCase(), value);
	}

	text(path: string): string | undefined {
		const found = this.#values.get(path.toLowerCase());
		if (found === undefined || found.value === null || found.value === "") return undefined;
		if (typeof found.value === "string") return found.value;
		if (typeof found.value === "number") return String(found.value);
		throw this.#wrong(path, found, "a text");
	}

	flag(path: string): boolean | undefined {
		const found = this.#values.get(path.toLowerCase());
		if (found === undefined || found.value === null) return undefined;
		if (typeof found.value === "boolean") return found.value;
		const said = typeof found.value === "string" ? flagOf(found.value) : undefined;
		if (said === undefined) throw this.#wrong(path, found, "true or false");
		return said;
	}

	/** A list; a text is split at commas, as flytekit does. */
	list(path: string): readonly string[] | undefined {
		const found = this.#values.get(path.toLowerCase());
		if (found === undefined || found.value === null) return undefined;
		if (typeof found.value === "string") return listOf(found.value);
		if (Array.isArray(found.value) && found.value.every((item) => ["string", "number"].includes(typeof item))) {
			return found.value.map(String);
		}
		throw this.#wrong(path, found, "a list of texts");
	}

	count(path: string): number | undefined {
		const found = this.#values.get(path.toLowerCase());
		if (found === undefined || found.value === null) return undefined;
		const number = Number(found.value);
		if (typeof found.value !== "object" && Number.isSafeInteger(number) && number >= 0) return number;
		throw this.#wrong(path, found, "a whole number from 0 up");
	}

	/** A value is named by its kind only: it may be a secret that stands in the wrong place. */
	#wrong(path: string, found: ConfigValue, wanted: string): FlyteError {
		const kind = Array.isArray(found.value)
			? "a list"
			: typeof found.value === "object"
				? "a section"
				: "another value";
		return new FlyteError(
			"REMOTE_CONFIG",
			`${this.file}:${found.line}: ${path} is ${wanted}, and ${kind} stands there`,
			{
				path,
			},
		);
	}
}

/** flytekit's words for true and false; undefined for others. */
export function flagOf(text: string): boolean | undefined {
	if (/^(true|1|on|yes)$/i.test(text)) return true;
	return /^(false|0|off|no|)$/i.test(text) ? false : undefined;
}

/** Texts between commas. */
export function listOf(text: string): readonly string[] {
	return text
		.split(",")
		.map((part) => part.trim())
		.filter((part) => part !== "");
}
