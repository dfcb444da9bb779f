import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { count } from "./arguments.js";
import type { Figures } from "./measure.js";

const PROGRAM = `import { type Inputs, type Int, task, workflow } from "flytekit-ts";

export const t1 = task(({ a }: { a: Int }): Int => a + 1);

export const wf = workflow(({ a }: Inputs<{ a: Int }>) => t1({ a }));
`;

/** Whole processes, from outside: bare node, \`tsflyte run\` without any cache, and with it. */
export async function run(args: string[]): Promise<Figures> {
	const runs = count(args, 0, 7);
	const root = join(dirname(fileURLToPath(import.meta.url)), "..");
	const bin = join(dirname(createRequire(import.meta.url).resolve("flytekit-ts/package.json")), "bin/tsflyte.js");
	const work = mkdtempSync(join(tmpdir(), "flytekit-ts-bench-"));
	try {
		writeFileSync(join(work, "cold_mod.ts"), PROGRAM);
		writeFileSync(join(work, "package.json"), '{ "type": "module" }\n');
		symlinkSync(join(root, "node_modules"), join(work, "node_modules"));
		const command = [bin, "run", "cold_mod.ts", "wf", "--a", "1"];
		const bare = [];
		const first = [];
		const warm = [];
		for (let i = 0; i < runs; i++) {
			bare.push(timed(work, ["-e", "0"]));
			const fresh = join(work, `fresh${i}`);
			cpSync(join(work, "cold_mod.ts"), join(fresh, "cold_mod.ts"));
			cpSync(join(work, "package.json"), join(fresh, "package.json"));
			first.push(timed(fresh, command, "2\n"));
			warm.push(timed(fresh, command, "2\n"));
		}
		return { n: runs, node_bare: stats(bare), tsflyte_run_first: stats(first), tsflyte_run_warm: stats(warm) };
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}

interface Sample {
	readonly wall: number;
	readonly cpu: number;
}

/** One process: wall time here, CPU time as its shell counts it. */
function timed(cwd: string, args: readonly string[], wanted?: string): Sample {
	const script = 'node "$@" >out; code=$?; times; cat out >&2; exit $code';
	const began = performance.now();
	const done = spawnSync("bash", ["-c", script, "bench", ...args], { cwd, encoding: "utf8" });
	const wall = (performance.now() - began) / 1e3;
	if (done.status !== 0) throw new Error(`node ${args.join(" ")} ended with ${done.status}: ${done.stderr}`);
	if (wanted !== undefined && !done.stderr.endsWith(wanted)) throw new Error(`unexpected output: ${done.stderr}`);
	const children = done.stdout.trim().split("\n").at(-1) as string;
	let cpu = 0;
	for (const [, minutes, seconds] of children.matchAll(/(\d+)m([\d.]+)s/g))
		cpu += Number(minutes) * 60 + Number(seconds);
	return { wall, cpu };
}

function stats(samples: readonly Sample[]): Figures {
	const middle = (values: number[]) => {
		const sorted = [...values].sort((a, b) => a - b);
		return Math.round((sorted[Math.floor(sorted.length / 2)] as number) * 1e3) / 1e3;
	};
	const walls = samples.map((sample) => sample.wall);
	return {
		wall_min_s: Math.round(Math.min(...walls) * 1e3) / 1e3,
		wall_median_s: middle(walls),
		cpu_median_s: middle(samples.map((sample) => sample.cpu)),
	};
}
