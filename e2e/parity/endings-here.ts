import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../lab/command.js";
import type { Ending } from "./ending.js";

/** How long all programs may take here, on a machine that runs their pods too. */
const LIMIT_MS = 900_000;

interface Told {
	readonly name: string;
	readonly ending?: Ending;
	readonly error?: string;
}

let asked: string[] = [];
let answered: Promise<ReadonlyMap<string, Told>> | undefined;

/** How a program ends here. Those that are asked for at one time run in one process, one after the other. */
export async function endingOf(name: string, folder: string): Promise<Ending> {
	asked.push(name);
	answered ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => runAll(folder));
	const told = (await answered).get(name);
	if (told?.ending === undefined) throw new Error(told?.error ?? `${name} did not end here`);
	return told.ending;
}

async function runAll(folder: string): Promise<ReadonlyMap<string, Told>> {
	const names = asked;
	asked = [];
	answered = undefined;
	const file = join(folder, "endings.jsonl");
	const script = fileURLToPath(new URL("here.ts", import.meta.url));
	const { code, stderr } = await runCommand(process.execPath, ["--import", "tsx", script, file, ...names], {
		cwd: fileURLToPath(new URL("../programs", import.meta.url)),
		timeoutMs: LIMIT_MS,
	});
	const lines = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
	const told = new Map(lines.map((line) => JSON.parse(line) as Told).map((one) => [one.name, one]));
	const error = `the engine's process ended with ${code} before it: ${stderr.slice(-2000)}`;
	return new Map(names.map((name) => [name, told.get(name) ?? { name, error }]));
}
