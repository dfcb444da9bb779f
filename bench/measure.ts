import { statSync } from "node:fs";
import { optimizeLater } from "../packages/flytekit-ts/src/attempt/optimize-later.js";

/** What a bench prints: one JSON line. */
export interface Figures {
	readonly [name: string]: unknown;
}

/** Wall and CPU seconds of `body`, its first and only run in this process. */
export async function measure<T>(
	body: () => T | Promise<T>,
): Promise<{ value: Awaited<T>; wall_s: number; cpu_s: number }> {
	const cpu = process.cpuUsage();
	const began = performance.now();
	const value = await body();
	const wall = performance.now() - began;
	const used = process.cpuUsage(cpu);
	return { value, wall_s: round(wall / 1e3), cpu_s: round((used.user + used.system) / 1e6) };
}

/** Where a store is named a run is kept, and the process is what that of `tsflyte run` is. */
export function asCommand(): void {
	if (process.env.FLYTE_STORE !== undefined) optimizeLater();
}

/** The most memory this process has had, in MiB. */
export function peakRssMib(): number {
	return Math.round((process.resourceUsage().maxRSS / 1024) * 10) / 10;
}

/** Bytes of the store that the journal is kept in, its log included; nothing where there is none. Stores of earlier runs count. */
export function storeBytes(): Figures {
	const { FLYTE_STORE: path } = process.env;
	if (path === undefined || path === "") return {};
	const size = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
	return { store_bytes: size(path) + size(`${path}-wal`) };
}

export function round(seconds: number): number {
	return Math.round(seconds * 1e6) / 1e6;
}

/** Refuses a wrong result: a bench that computes something else measures nothing. */
export function expectEqual(what: string, got: unknown, wanted: unknown): void {
	if (!Object.is(got, wanted)) throw new Error(`${what}: got ${String(got)}, wanted ${String(wanted)}`);
}
