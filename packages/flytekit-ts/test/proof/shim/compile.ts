import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const FLAGS = ["-O1", "-shared", "-fPIC", "-Wall"];

/**
 * The shim as a shared library, compiled once for each of its texts into the user's cache folder: by the machine's C compiler, or
 * where there is none by the one that PyPI's package `ziglang` is. Throws where neither can be had.
 */
export function compiledShim(source: string): string {
	const text = readFileSync(source);
	const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "flytekit-ts-proof");
	const library = join(cache, `shim-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.so`);
	if (existsSync(library)) return library;
	mkdirSync(cache, { recursive: true });
	const aside = `${library}.${process.pid}`;
	const [program = "", ...args] = compiler(cache);
	const env = { ...process.env, PYTHONPATH: join(cache, "zig") };
	execFileSync(program, [...args, ...FLAGS, "-o", aside, source, "-ldl", "-lpthread"], { stdio: "inherit", env });
	renameSync(aside, library);
	return library;
}

function compiler(cache: string): string[] {
	for (const name of ["cc", "gcc", "clang"]) if (spawnSync(name, ["--version"]).status === 0) return [name];
	const zig = join(cache, "zig");
	if (!existsSync(zig)) {
		const pip = ["-m", "pip", "install", "--quiet", "--target", zig, "ziglang==0.13.0.post1"];
		execFileSync("python3", pip, { stdio: "inherit" });
	}
	return ["python3", "-m", "ziglang", "cc"];
}
