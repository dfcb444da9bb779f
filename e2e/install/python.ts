import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { flytekitPython } from "../../packages/flytekit-ts/test/conformance/live.js";

/** Commands of flytekit that registering and pods use. */
const COMMANDS = ["pyflyte", "pyflyte-execute", "pyflyte-fast-execute", "pyflyte-map-execute"];

/** Modules that pods import, as if an image held them. */
const PROGRAMS = fileURLToPath(new URL("../python", import.meta.url));

/**
 * flytekit's commands in a folder for the PATH: those of the environment that conformance keeps in its cache folder, with
 * pandas and pyarrow beside them, for datasets.
 */
export function installFlytekit(folder: string): string {
	const home = join(flytekitPython(), "..", "..");
	const beside = [PROGRAMS, ...["fk_np", "fk_pq"].map((name) => join(home, name))].join(":");
	const commands = join(folder, "python-bin");
	mkdirSync(commands, { recursive: true });
	for (const command of COMMANDS) {
		const file = join(commands, command);
		writeFileSync(
			file,
			`#!/bin/sh\nPYTHONPATH="${beside}" PYTHONDONTWRITEBYTECODE=1 exec "${join(home, "bin", command)}" "$@"\n`,
		);
		chmodSync(file, 0o755);
	}
	return commands;
}
