import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { CommitPoint } from "../../../src/engine/journal/run-journal.js";
import { RunStore } from "../../../src/engine/journal/run-store.js";

/** What a child is told, on its stdin. */
export interface ChildOrder {
	readonly doing: "begin" | "recover";
	readonly run: string;
	readonly store: string;
	readonly witness: string;
	readonly acks: string;
	readonly everyMs: number;
	readonly records: number;
	/** It kills itself there. */
	readonly killAt?: { readonly point: CommitPoint; readonly occurrence: number } | undefined;
}

/** When a stretch is killed: by itself at a point of a commit, or from outside after so many tasks, and a little later. */
export type Kill =
	| { readonly kind: "point"; readonly point: CommitPoint; readonly occurrence: number }
	| { readonly kind: "random"; readonly tasks: number; readonly laterMs: number };

/** What one stretch left behind. */
export interface Stretch {
	/** Killed after it had begun and before it had told its outputs. */
	readonly landed: boolean;
	/** Paths of the tasks that it began, and of those that it ended. */
	readonly started: readonly string[];
	readonly ended: readonly string[];
	/** Paths of the tasks that it began, each with the key of the call. */
	readonly keys: readonly string[];
	/** Paths of the calls that it said were committed. */
	readonly acknowledged: readonly string[];
	/** How often it came by each point. */
	readonly points: ReadonlyMap<string, number>;
	/** As JSON; undefined when it did not get there. */
	readonly outputs: string | undefined;
	readonly stderr: string;
}

/** Folder and files of one run, from its begin to its last recovery. */
export class Scene {
	readonly folder: string;
	readonly #child: string;
	readonly #commit: { readonly everyMs: number; readonly records: number };
	#stretches = 0;

	constructor(folder: string, child: string, commit: { readonly everyMs: number; readonly records: number }) {
		mkdirSync(folder, { recursive: true });
		this.folder = folder;
		this.#child = child;
		this.#commit = commit;
	}

	get store(): string {
		return join(this.folder, "store.db");
	}

	/** One process: the first begins the run, the others recover it. Each has files of its own to write to. */
	async stretch(kill: Kill | undefined): Promise<Stretch> {
		const [witness, acks] = [
			join(this.folder, `witness-${this.#stretches}`),
			join(this.folder, `acks-${this.#stretches}`),
		];
		const order: ChildOrder = {
			doing: this.#stretches++ === 0 ? "begin" : "recover",
			run: "run",
			store: this.store,
			witness,
			acks,
			...this.#commit,
			killAt: kill?.kind === "point" ? kill : undefined,
		};
		const child = spawn(process.execPath, ["--enable-source-maps", this.#child], {
			stdio: ["pipe", "inherit", "pipe"],
		});
		const stderr: Buffer[] = [];
		child.stderr.on("data", (data: Buffer) => stderr.push(data));
		const exit = once(child, "exit");
		child.stdin.end(JSON.stringify(order));
		if (kill?.kind === "random") await killLater(kill, child, witness, () => lines(acks).includes("begun"));
		const [, signal] = await exit;
		const told = lines(acks);
		const outputs = told.find((line) => line.startsWith("told "))?.slice("told ".length);
		const points = new Map<string, number>();
		for (const point of after(told, "at ")) points.set(point, (points.get(point) ?? 0) + 1);
		return {
			landed: signal === "SIGKILL" && told.includes("begun") && outputs === undefined,
			started: after(lines(witness), "s "),
			ended: after(lines(witness), "e "),
			keys: after(lines(witness), "k "),
			acknowledged: after(told, "ack "),
			points,
			outputs,
			stderr: Buffer.concat(stderr).toString(),
		};
	}

	/** Paths of the calls that the store has, as a new process will find them. It looks at a copy: opening a store changes it. */
	committed(): ReadonlySet<string> {
		const copy = join(this.folder, "copy.db");
		for (const end of ["", "-wal", "-shm"]) {
			rmSync(copy + end, { force: true });
			if (end !== "-shm" && existsSync(this.store + end)) copyFileSync(this.store + end, copy + end);
		}
		const store = new RunStore(copy);
		const paths = new Set<string>();
		if (store.runs().length > 0) {
			store.records("run", (record) => {
				if (record.type === "call" && record.phase === "succeeded") paths.add(record.path);
			});
		}
		store.close();
		return paths;
	}
}

/** Kills a process when so many tasks have ended, and a little later. */
export async function killLater(
	{ tasks, laterMs }: Kill & { kind: "random" },
	child: { kill(signal: "SIGKILL"): boolean; readonly exitCode: number | null },
	witness: string,
	begun: () => boolean,
): Promise<void> {
	while (child.exitCode === null) {
		if (begun() && after(lines(witness), "e ").length >= tasks) break;
		await wait(1);
	}
	if (laterMs > 0) await wait(laterMs);
	child.kill("SIGKILL");
}

/** Whole lines only: the last may be half there. */
export function lines(file: string): string[] {
	return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
}

/** What follows `head` in the lines that begin with it. */
export function after(all: readonly string[], head: string): string[] {
	return all.filter((line) => line.startsWith(head)).map((line) => line.slice(head.length));
}

function wait(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
