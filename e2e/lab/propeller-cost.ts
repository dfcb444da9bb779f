import { readFileSync } from "node:fs";
import type { Lab } from "./lab.js";

/** What propeller has cost since it was started. */
export interface PropellerCost {
	/** Seconds of CPU. */
	readonly cpuSeconds: number;
	/** Peak of its resident memory, in MiB. */
	readonly peakMib: number;
	/** How often it has built a dynamic's workflow, one each round; and how often that took a compile. */
	readonly builds: number;
	readonly compiles: number;
}

const TICKS = 100;

/** Reads it from /proc and from propeller's metrics. Throws where it does not answer. */
export async function propellerCost({ propeller }: Lab): Promise<PropellerCost> {
	const { pid, metricsPort } = propeller;
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
	const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
	const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
	const metrics = await answer.text();
	const builds = total(metrics, /build_dynamic_workflow_\w*count(?:\{[^}]*\})? (\S+)$/gm);
	// one that is not loaded from the store is compiled
	const loads = total(metrics, /dynamic_workflow_cache_hit_\w*count(?:\{[^}]*\})? (\S+)$/gm);
	return {
		cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
		peakMib: Math.round(Number(peak) / 1024),
		builds,
		compiles: builds - loads,
	};
}

/** Of all labels. */
function total(metrics: string, pattern: RegExp): number {
	return [...metrics.matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0);
}
