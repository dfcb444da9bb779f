import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { FlyteError } from "../../errors/index.js";

/** Where configuration is looked for: the process's own surroundings, or a test's. */
export interface ConfigPlace {
	readonly cwd: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly home: string;
}

/** The place that the running process has. */
export function processPlace(): ConfigPlace {
	return { cwd: process.cwd(), env: process.env, home: homedir() };
}

/**
 * The file that flytectl or flytekit would read: the given one, `$FLYTECTL_CONFIG`, `.flyte/config.yaml`, `config.yaml` (where it has a section `admin`) or
 * `flytekit.config` in the working directory, then `~/.flyte/config` and `~/.flyte/config.yaml`. Undefined when there is none.
 * @throws FlyteError REMOTE_CONFIG when a file that was asked for by name is not there
 */
export function findConfig(place: ConfigPlace, given?: string): string | undefined {
	if (given !== undefined) return named(given, place, `the configuration file ${given} does not exist`);
	const fromEnv = place.env.FLYTECTL_CONFIG;
	if (fromEnv !== undefined && fromEnv !== "") {
		return named(fromEnv, place, `FLYTECTL_CONFIG names ${fromEnv}, which does not exist`);
	}
	const here = join(place.cwd, "config.yaml");
	const candidates = [
		join(place.cwd, ".flyte", "config.yaml"),
		...(hasAdmin(here) ? [here] : []),
		join(place.cwd, "flytekit.config"),
		join(place.home, ".flyte", "config"),
		join(place.home, ".flyte", "config.yaml"),
	];
	return candidates.find((file) => existsSync(file));
}

function named(file: string, place: ConfigPlace, otherwise: string): string {
	const expanded = file.startsWith("~/") ? join(place.home, file.slice(2)) : file;
	const path = isAbsolute(expanded) ? expanded : resolve(place.cwd, expanded);
	if (existsSync(path)) return path;
	throw new FlyteError("REMOTE_CONFIG", otherwise, { wayOut: "name a file that exists, or leave it out" });
}

/** Many a program calls its own settings `config.yaml`. */
function hasAdmin(file: string): boolean {
	try {
		return /^admin\s*:/m.test(readFileSync(file, "utf8"));
	} catch {
		return false;
	}
}
