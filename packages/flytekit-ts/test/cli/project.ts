import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CallOptions, type Outcome, tsflyte } from "./tsflyte.js";

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

/** A user's project in a folder of its own, with this package installed. */
export class Project {
	readonly folder = mkdtempSync(join(tmpdir(), "flyte-project-"));

	constructor(files: Readonly<Record<string, string>> = {}) {
		mkdirSync(join(this.folder, "node_modules"));
		symlinkSync(PACKAGE, join(this.folder, "node_modules", "flytekit-ts"));
		this.write("package.json", '{"type": "module"}');
		for (const [name, text] of Object.entries(files)) this.write(name, text);
	}

	write(name: string, text: string): void {
		const path = join(this.folder, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
	}

	has(name: string): boolean {
		return existsSync(join(this.folder, name));
	}

	/** A file's lines, sorted; none where there is no file. */
	lines(name: string): string[] {
		return this.has(name) ? readFileSync(join(this.folder, name), "utf8").trim().split("\n").sort() : [];
	}

	remove(name: string): void {
		rmSync(join(this.folder, name), { recursive: true, force: true });
	}

	call(args: readonly string[], options: CallOptions = {}): Promise<Outcome> {
		return tsflyte(args, { cwd: this.folder, ...options });
	}

	end(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** The id of the run that a command has told of on stderr. */
export const idIn = (stderr: string) => /run ([a-z0-9]{20})/.exec(stderr)?.[1] as string;
