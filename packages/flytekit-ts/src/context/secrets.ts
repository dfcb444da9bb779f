import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FlyteError, hide, withPlace } from "../errors/index.js";

/** How a body reads a secret it asked for. flytekit: current_context().secrets. */
export interface SecretsAccess {
	/** The secret's text. Throws AUTHORING_NO_SECRET naming the places that were looked at, never a value. */
	get(group: string, key?: string, version?: string): string;
}

/**
 * Secrets as Flyte mounts them: the variable `<prefix><GROUP>[_<VERSION>]_<KEY>`, else the file `<dir>/<group>/[<version>/]<key>`.
 * FLYTE_SECRETS_ENV_PREFIX (default `_FSEC_`), FLYTE_SECRETS_DEFAULT_DIR (default `/etc/secrets`) and FLYTE_SECRETS_FILE_PREFIX
 * are the platform's variables. What was read is masked in errors, decks and logs from then on.
 */
export const secretsFromEnvironment: SecretsAccess = {
	get(group, key, version) {
		const parts = [group, version, key].filter((part): part is string => part !== undefined && part !== "");
		const variable = `${process.env.FLYTE_SECRETS_ENV_PREFIX ?? "_FSEC_"}${parts.join("_").toUpperCase()}`;
		const value = process.env[variable];
		if (value !== undefined) {
			hide(value);
			return value;
		}
		const last = parts.length - 1;
		const prefix = process.env.FLYTE_SECRETS_FILE_PREFIX ?? "";
		const path = parts.map((part, i) => (i === last ? prefix + part.toLowerCase() : part.toLowerCase()));
		const file = join(process.env.FLYTE_SECRETS_DEFAULT_DIR ?? "/etc/secrets", ...path);
		try {
			const text = readFileSync(file, "utf8").trim();
			hide(text);
			return text;
		} catch {
			const missing = new FlyteError("AUTHORING_NO_SECRET", `secret ${parts.join("/")} is not here`, {
				wayOut: `locally, set the variable ${variable} or write the file ${file}; on Flyte, ask for it in the task's secrets`,
			});
			throw withPlace(missing);
		}
	},
};
