import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { prepareDeclared } from "../../src/authoring/tracker.js";
import type { Modules } from "./twins.js";

/** The Python sources, by module name. */
const SOURCES = ["g_tasks", "g_sd", "g_workflows", "g_launchplans", "g_map", "g_dynamic", "g_runtime"];

/** Loads the twins of all sources that have one, their types read. One that does not load is told of, and has no twins. */
export async function loadTwins(): Promise<Modules> {
	const modules = new Map<string, Record<string, unknown>>();
	for (const source of SOURCES) {
		const url = new URL(`../golden/${source}.ts`, import.meta.url);
		if (!existsSync(fileURLToPath(url))) continue;
		try {
			modules.set(source, await import(url.href));
		} catch (error) {
			console.error(`${source}.ts does not load:`, error);
		}
	}
	await prepareDeclared();
	return modules;
}
