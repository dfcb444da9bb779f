import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { BuiltCode } from "../../src/loader/packaging/build-code.js";
import { writeCode } from "../../src/loader/packaging/write-code.js";

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

/** A user's project in a folder of its own, with this package installed, and a folder that its packaged code is unpacked to. */
export class Project {
	readonly folder = mkdtempSync(join(tmpdir(), "flyte-project-"));
	readonly root: string;
	readonly out = join(this.folder, "container");

	/** @param at where in the temporary folder the project lies */
	constructor(at = "project") {
		this.root = join(this.folder, at);
		mkdirSync(join(this.root, "node_modules"), { recursive: true });
		mkdirSync(this.out);
		symlinkSync(PACKAGE, join(this.root, "node_modules/flytekit-ts"));
		this.write("package.json", '{"type":"module"}');
	}

	/** Writes a file and gives its absolute path. */
	write(name: string, content: string | Uint8Array): string {
		const file = join(this.root, name);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, content);
		return file;
	}

	/** Installs a package of these files. */
	install(name: string, files: Readonly<Record<string, string>>, manifest: object = {}): void {
		this.write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.2.3", ...manifest }));
		for (const [file, text] of Object.entries(files)) this.write(`node_modules/${name}/${file}`, text);
	}

	/** What a container finds in packaged code, without its source maps: its exports by module. */
	async unpacked(built: Pick<BuiltCode, "files">): Promise<Record<string, Record<string, unknown>>> {
		writeCode(
			built.files.filter(({ path }) => !path.endsWith(".map")),
			this.out,
		);
		return inContainer(this.out);
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** What a container finds in a folder of packaged code. */
export async function inContainer(folder: string): Promise<Record<string, Record<string, unknown>>> {
	const args = ["--import", "tsx", fileURLToPath(new URL("container.ts", import.meta.url)), folder];
	const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PACKAGE });
	return JSON.parse(stdout);
}

/** Two workflows of one name. */
export const NAMESAKES = [
	'import { imperativeWorkflow, task } from "flytekit-ts";',
	"export const note = task(() => {});",
	'export const a = imperativeWorkflow("same.w");',
	'export const b = imperativeWorkflow("same.w");',
	"for (const workflow of [a, b]) workflow.addEntity(note, {});",
].join("\n");
