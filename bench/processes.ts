import { spawnSync } from "node:child_process";
import type { Figures } from "./measure.js";

/** One process, from outside. */
export interface Sample {
	readonly wall: number;
	readonly cpu: number;
}

/**
 * One process: wall time here, CPU time as its shell counts it. Throws where it does not end with 0, or prints something else than
 * `wanted`.
 */
export function timed(
	cwd: string,
	command: readonly string[],
	{ wanted, env = process.env }: { readonly wanted?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Sample {
	const script = '"$@" >&3; code=$?; times; exit $code';
	const began = performance.now();
	const done = spawnSync("bash", ["-c", script, "bench", ...command], {
		cwd,
		env,
		encoding: "utf8",
		stdio: ["ignore", "pipe", "pipe", "pipe"],
	});
	const wall = (performance.now() - began) / 1e3;
	if (done.status !== 0) throw new Error(`${command.join(" ")} ended with ${done.status}: ${done.stderr}`);
	const printed = String(done.output[3]);
	if (wanted !== undefined && printed !== wanted) throw new Error(`unexpected output: ${printed}`);
	const children = done.stdout.trim().split("\n").at(-1) as string;
	let cpu = 0;
	for (const [, minutes, seconds] of children.matchAll(/(\d+)m([\d.]+)s/g))
		cpu += Number(minutes) * 60 + Number(seconds);
	return { wall, cpu };
}

/** Wall seconds of one process with no shell around it, which takes milliseconds itself. */
export function wallOf(cwd: string, [file = "", ...args]: readonly string[], env: NodeJS.ProcessEnv): number {
	const began = performance.now();
	const { status, stderr } = spawnSync(file, args, { cwd, env, encoding: "utf8" });
	const wall = (performance.now() - began) / 1e3;
	if (status !== 0) throw new Error(`${file} ended with ${status}: ${stderr.slice(-2000)}`);
	return wall;
}

/** Least and median wall time, median CPU time; seconds. */
export function stats(samples: readonly Sample[]): Figures {
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
