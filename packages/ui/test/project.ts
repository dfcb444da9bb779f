// A project of its own in a temporary folder, the real command in it, and a page over it.
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { listening } from "./listening.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const BIN = join(ROOT, "packages/flytekit-ts/bin/tsflyte.js");
const PROGRAMS = fileURLToPath(new URL("./programs", import.meta.url));

export interface Served {
	/** With the token. */
	readonly url: string;
	readonly port: number;
	stop(signal?: NodeJS.Signals): Promise<void>;
}

export class Project {
	readonly folder = mkdtempSync(join(tmpdir(), "flytekit-ts-ui-"));
	readonly store = join(this.folder, ".flyte", "store.db");
	readonly #running = new Set<ChildProcess>();
	readonly #env: Readonly<Record<string, string>>;

	/** `env` beside that of the tests' own process. */
	constructor(env: Readonly<Record<string, string>> = {}) {
		this.#env = env;
		cpSync(PROGRAMS, this.folder, { recursive: true });
		symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"));
		const compilerOptions = { module: "NodeNext", target: "ES2022", strict: true, noEmit: true, types: ["node"] };
		writeFileSync(join(this.folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
	}

	/** Runs `tsflyte ...args` to its end, and gives its code and what it said. */
	async call(...args: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
		const child = this.#spawn(args);
		let said = "";
		for (const stream of [child.stdout, child.stderr]) {
			stream?.setEncoding("utf8").on("data", (text: string) => {
				said += text;
			});
		}
		const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
		return { code, said };
	}

	/** Runs an entity of flow.ts and gives the run's id. */
	async run(id: string, entity: string, ...flags: readonly string[]): Promise<void> {
		const { said } = await this.call("run", "flow.ts", entity, "--run-id", id, "--json", ...flags);
		if (said.includes("CLI_")) throw new Error(said);
	}

	/** Starts a run and does not wait for it. */
	begin(...args: readonly string[]): ChildProcess {
		return this.#spawn(args);
	}

	async serve(port = 0, ...args: readonly string[]): Promise<Served> {
		const child = this.#spawn(["dev", ...(args.length === 0 ? ["flow.ts"] : args), "--port", String(port), "--json"]);
		const found = await listening(child);
		return {
			...found,
			stop: async (signal = "SIGTERM") => {
				if (child.exitCode !== null) return;
				const ended = new Promise((resolve) => child.once("close", resolve));
				child.kill(signal);
				await ended;
			},
		};
	}

	async close(): Promise<void> {
		const ended = [...this.#running].map((child) => new Promise((resolve) => child.once("close", resolve)));
		for (const child of this.#running) child.kill("SIGKILL");
		await Promise.all(ended);
		rmSync(this.folder, { recursive: true, force: true });
	}

	#spawn(args: readonly string[]): ChildProcess {
		const child = spawn(process.execPath, [BIN, ...args], {
			cwd: this.folder,
			env: { ...process.env, NO_COLOR: "1", VITEST: "", FLYTE_STORE: "", ...this.#env },
			stdio: ["ignore", "pipe", "pipe"],
		});
		this.#running.add(child);
		child.once("close", () => this.#running.delete(child));
		return child;
	}
}
