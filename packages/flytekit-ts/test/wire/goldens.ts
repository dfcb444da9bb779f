import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../goldens/", import.meta.url));

/** One message that flytekit 1.15.4 wrote. */
export interface Golden {
	readonly name: string;
	readonly bytes: Uint8Array;
	/** Its protobuf JSON, as Python prints it. */
	readonly json: unknown;
}

/** The goldens of one folder that have both bytes and JSON. */
export function goldens(folder: string): Golden[] {
	return readdirSync(join(root, folder))
		.filter((file) => file.endsWith(".pb"))
		.map((file) => file.slice(0, -3))
		.filter((name) => existsSync(join(root, folder, `${name}.json`)))
		.map((name) => ({
			name,
			bytes: new Uint8Array(readFileSync(join(root, folder, `${name}.pb`))),
			json: JSON.parse(readFileSync(join(root, folder, `${name}.json`), "utf8")),
		}));
}
