import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { count } from "./arguments.js";
import { containerStart } from "./container-start.js";
import type { Figures } from "./measure.js";
import { stats, timed } from "./processes.js";

const PROGRAM = `import { type Inputs, type Int, task, workflow } from "flytekit-ts";

export const t1 = task(({ a }: { a: Int }): Int => a + 1);

export const wf = workflow(({ a }: Inputs<{ a: Int }>) => t1({ a }));
`;

/** Whole processes, from outside: bare node, \`tsflyte run\` without any cache and with it, and a container's commands. */
export async function run(args: string[]): Promise<Figures> {
	const runs = count(args, 0, 7);
	const root = join(dirname(fileURLToPath(import.meta.url)), "..");
	const bin = join(dirname(createRequire(import.meta.url).resolve("flytekit-ts/package.json")), "bin/tsflyte.js");
	const work = mkdtempSync(join(tmpdir(), "flytekit-ts-bench-"));
	try {
		writeFileSync(join(work, "cold_mod.ts"), PROGRAM);
		writeFileSync(join(work, "package.json"), '{ "type": "module" }\n');
		symlinkSync(join(root, "node_modules"), join(work, "node_modules"));
		const node = process.execPath;
		const command = [node, bin, "run", "cold_mod.ts", "wf", "--a", "1"];
		const bare = [];
		const first = [];
		const warm = [];
		for (let i = 0; i < runs; i++) {
			bare.push(timed(work, [node, "-e", "0"]));
			const fresh = join(work, `fresh${i}`);
			cpSync(join(work, "cold_mod.ts"), join(fresh, "cold_mod.ts"));
			cpSync(join(work, "package.json"), join(fresh, "package.json"));
			first.push(timed(fresh, command, { wanted: "2\n" }));
			warm.push(timed(fresh, command, { wanted: "2\n" }));
		}
		const commands = { node_bare: stats(bare), tsflyte_run_first: stats(first), tsflyte_run_warm: stats(warm) };
		return { n: runs, ...commands, container: await containerStart(runs) };
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}
