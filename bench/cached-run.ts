import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { count } from "./arguments.js";
import type { Figures } from "./measure.js";
import { stats, timed } from "./processes.js";

/** As many nodes as are asked for, each with an input of its own, all of them cached. */
const program = (n: number) => `import { type Int, task, workflow } from "flytekit-ts";

export const square = task({ cache: "1" }, ({ x }: { x: Int }): Int => (x * x) as Int);

export const all = workflow(() => {
	const squares = Array.from({ length: ${n} }, (_, x) => square({ x: x as Int }));
	return squares[${n - 1}] as (typeof squares)[0];
});
`;

/** Whole processes of \`tsflyte run\`, journal on at its default level: the run that fills the cache, warm ones, and ones without a cache. */
export async function run(args: string[]): Promise<Figures> {
	const n = count(args, 0, 1000);
	const runs = count(args, 1, 7);
	const root = join(dirname(fileURLToPath(import.meta.url)), "..");
	const bin = join(dirname(createRequire(import.meta.url).resolve("flytekit-ts/package.json")), "bin/tsflyte.js");
	const work = mkdtempSync(join(tmpdir(), "flytekit-ts-bench-"));
	try {
		writeFileSync(join(work, "cached.ts"), program(n));
		writeFileSync(join(work, "package.json"), '{ "type": "module" }\n');
		symlinkSync(join(root, "node_modules"), join(work, "node_modules"));
		const command = [process.execPath, bin, "run", "-q", "cached.ts", "all"];
		const wanted = `${(n - 1) ** 2}\n`;
		timed(work, [...command, "--no-store"], { wanted });
		const filling = [timed(work, command, { wanted })];
		const warm = [];
		const uncached = [];
		for (let i = 0; i < runs; i++) {
			warm.push(timed(work, command, { wanted }));
			uncached.push(timed(work, [...command, "--no-cache"], { wanted }));
		}
		return { n, runs, durability: "power", fills: stats(filling), warm: stats(warm), no_cache: stats(uncached) };
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}
