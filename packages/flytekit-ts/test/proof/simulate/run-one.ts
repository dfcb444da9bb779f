import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runEntity } from "../../../src/engine/index.js";
import type { CallRecord } from "../../../src/engine/journal/record.js";
import type { CommitPoint } from "../../../src/engine/journal/run-journal.js";
import { RunStore } from "../../../src/engine/journal/run-store.js";
import type { RunResult } from "../../../src/engine/options.js";
import { isFlyteError } from "../../../src/errors/index.js";
import { seededRandom } from "../../../src/testing/seeded-random.js";
import { plain } from "../../engine/build.js";
import { noteSucceeded } from "../acknowledged.js";
import { sampleHeader } from "../sample-run.js";
import { ERRNO, KINDS, type ShimControl } from "../shim/control.js";
import { randomProgram } from "./program.js";
import { World } from "./world.js";

/** What a simulated process is made to suffer. */
type Fault =
	| { readonly kind: "none" }
	/** It dies at a point of a commit, or after so many turns. */
	| { readonly kind: "point"; readonly point: CommitPoint; readonly occurrence: number }
	| { readonly kind: "turn"; readonly turn: number }
	/** It dies at a call to the disk: that call and all later ones do nothing. Or: the disk is full from there on. */
	| { readonly kind: "io" | "full"; readonly call: number };

/** What came of one seed. */
export interface Simulated {
	readonly hash: string;
	/** Deaths, disks that were full, clocks that jumped, others that wanted the run: those that took place. */
	readonly crashes: number;
	readonly full: number;
	readonly jumps: number;
	readonly rivals: number;
	readonly rerun: number;
	readonly why: readonly string[];
}

const POINTS: readonly CommitPoint[] = [
	"append",
	"before-commit",
	"in-commit",
	"after-commit",
	"before-end",
	"after-end",
];
/** Owners of a run whose process is gone: none, a pid that nobody has, a pid that somebody else has now, text that says nothing. */
const GONE = [null, { pid: 999_999_999, started: "" }, { pid: process.pid, started: "another start" }, "{"] as const;
const WRITES = KINDS.write | KINDS.sync | KINDS.truncate;

/** One seed: a program, run and killed and gone on with until it ends, in `folder`, which is emptied. */
export async function simulate(seed: number, folder: string, template: string, shim?: ShimControl): Promise<Simulated> {
	return new Simulation(seed, folder, template, shim).run();
}

class Simulation {
	readonly #random;
	readonly #programSeed: number;
	readonly #folder: string;
	readonly #shim: ShimControl | undefined;
	readonly #why: string[] = [];
	readonly #trace: string[] = [];
	#store: string;
	#stores = 0;
	#committed = new Map<string, CallRecord>();
	/** Keys of calls by path, in whatever process: no code changes here. */
	readonly #keys = new Map<string, string>();
	/** Failed attempts that are to be made again, by path. */
	#failures = new Map<string, number>();
	readonly #acknowledged = new Set<string>();
	readonly #told = { crashes: 0, full: 0, jumps: 0, rivals: 0, rerun: 0 };

	constructor(seed: number, folder: string, template: string, shim: ShimControl | undefined) {
		this.#random = seededRandom(seed);
		this.#programSeed = this.#below(2 ** 31);
		this.#folder = folder;
		this.#shim = shim;
		mkdirSync(folder, { recursive: true });
		this.#store = this.#nextStore();
		copyFileSync(template, this.#store);
	}

	async run(): Promise<Simulated> {
		const wanted = await this.#reference();
		for (let stretch = 0; ; stretch++) {
			const fault: Fault = stretch < 5 ? this.#draw() : { kind: "none" };
			const result = await this.#stretch(stretch, fault);
			if (result === undefined) continue;
			const got = outcome(result);
			if (got !== wanted)
				this.#why.push(`it came to ${got}, and comes to ${wanted} when nothing happens: ${result.error?.message}`);
			break;
		}
		rmSync(this.#folder, { recursive: true, force: true });
		return { hash: this.#trace.join(""), ...this.#told, why: this.#why };
	}

	#below(n: number): number {
		return Math.floor(this.#random.next() * n);
	}

	#nextStore(): string {
		return join(this.#folder, `store-${this.#stores++}.db`);
	}

	#draw(): Fault {
		const kind = this.#random.next();
		if (kind < 0.2) return { kind: "none" };
		if (kind < 0.5) {
			return {
				kind: "point",
				point: POINTS[this.#below(POINTS.length)] as CommitPoint,
				occurrence: 1 + this.#below(8),
			};
		}
		if (kind < 0.65 || this.#shim === undefined) return { kind: "turn", turn: this.#below(60) };
		return { kind: kind < 0.88 ? "io" : "full", call: 1 + this.#below(40) };
	}

	/** The same program where nothing happens, without a journal. */
	async #reference(): Promise<string> {
		const world = new World();
		const { entity } = randomProgram(seededRandom(this.#programSeed), {
			began() {},
			ended() {},
			sleep: (ms, signal) => world.sleep(ms, signal),
		});
		let result: RunResult | undefined;
		void runEntity(entity, new Map(), { clock: world, executionId: "run", random: seededRandom(1) }).then((r) => {
			result = r;
		});
		while (result === undefined) if (!(await world.step()) && result === undefined) return "nothing";
		return outcome(result);
	}

	/** One process. Undefined: it died, or its disk did. */
	async #stretch(nth: number, fault: Fault): Promise<RunResult | undefined> {
		const world = new World();
		const controller = new AbortController();
		let image: string | undefined;
		const die = () => {
			if (image !== undefined) return;
			world.note("dies");
			image = this.#image();
			world.dead = true;
			controller.abort(new Error("dead"));
		};
		let left = fault.kind === "point" ? fault.occurrence : 0;
		const waiting: string[] = [];
		const commit = {
			everyMs: 1 + this.#below(6),
			statesMs: 3,
			records: 1 + this.#below(12),
			schedule: (ms: number, act: () => void) => world.schedule(ms, act),
			atPoint: (point: CommitPoint) => {
				if (world.dead) return;
				world.note(point);
				if (point === "after-commit" || point === "after-end")
					for (const path of waiting.splice(0)) this.#acknowledged.add(path);
				if (fault.kind === "point" && fault.point === point && --left === 0) die();
			},
		};
		this.#shim?.forget();
		const store = new RunStore(this.#store, { durability: "process", commit });
		if (nth > 0) this.#leave(store);
		const before = this.#check(store);
		const journal = before ? store.recover("run").journal : store.begin(sampleHeader("run"));
		noteSucceeded(journal, waiting);
		const { entity } = randomProgram(seededRandom(this.#programSeed), {
			began: (path, attempt, key) => {
				if (world.dead) return;
				if ((this.#keys.get(path) ?? key) !== key) this.#why.push(`${path} has another key than before`);
				this.#keys.set(path, key);
				world.note(`begins ${path} ${attempt}`);
				if (attempt < (this.#failures.get(path) ?? 0)) this.#why.push(`${path} begins attempt ${attempt} again`);
				if (!this.#committed.has(path)) return;
				this.#told.rerun++;
				this.#why.push(`${path} was committed and ran again`);
			},
			ended: (path) => world.note(`ends ${path}`),
			sleep: (ms, signal) => world.sleep(ms, signal),
		});
		if (this.#shim !== undefined && (fault.kind === "io" || fault.kind === "full")) {
			this.#shim.fail(fault.call, 1e9, fault.kind === "io" ? ERRNO.EIO : ERRNO.ENOSPC, WRITES);
		}
		let result: RunResult | undefined;
		void runEntity(entity, new Map(), {
			journal,
			executionId: "run",
			clock: world,
			random: seededRandom(nth),
			concurrency: 1 + this.#below(6),
			maxParallelism: this.#below(5),
			signal: controller.signal,
			onEvent: (event) => world.note(`${event.type} ${event.path}`),
		}).then((ended) => {
			result = ended;
		});
		const rivalAt = this.#random.next() < 0.1 ? this.#below(20) : -1;
		for (let turn = 0; result === undefined; turn++) {
			if (fault.kind === "turn" && turn === fault.turn) die();
			if (!world.dead && this.#random.next() < 0.02) {
				world.jump(this.#random.next());
				this.#told.jumps++;
			}
			if (turn === rivalAt && !world.dead) this.#rival(fault);
			if (!(await world.step()) && result === undefined) {
				this.#why.push("it waits for nothing that will come");
				break;
			}
		}
		const { failed } = this.#shim ?? { failed: 0 };
		this.#shim?.heal();
		world.note(`ended ${result?.phase}`);
		this.#trace.push(world.hash);
		if (image === undefined && fault.kind !== "none" && failed > 0) {
			if (isFlyteError(result?.error) && !/^JOURNAL_/.test(result.error.code) && result.phase !== "failed") {
				this.#why.push(`the disk failed, and the run says ${result.error.code}`);
			}
			image = this.#image();
		}
		store.close();
		if (result !== undefined && result.durationMs < 0) this.#why.push(`it took ${result.durationMs} ms`);
		if (image === undefined) {
			this.#checkAtEnd(result);
			return result ?? ({} as RunResult);
		}
		if (fault.kind === "full") this.#told.full++;
		else this.#told.crashes++;
		this.#store = image;
		return undefined;
	}

	/** The store's files as they are this moment: what a process finds that is started after this one was killed. */
	#image(): string {
		const image = this.#nextStore();
		for (const end of ["", "-wal", "-journal"])
			if (existsSync(this.#store + end)) copyFileSync(this.#store + end, image + end);
		return image;
	}

	/** The run's owner is this very process, which lives: it becomes one that does not. */
	#leave(store: RunStore): void {
		const gone = GONE[this.#below(GONE.length)] as (typeof GONE)[number];
		const row = store.database.get("select owner from runs where id = 'run'");
		if (typeof row?.owner !== "string") return;
		const owner =
			gone !== null && typeof gone === "object" ? JSON.stringify({ ...JSON.parse(row.owner), ...gone }) : gone;
		store.database.run("update runs set owner = ?", owner);
	}

	/** Another process wants the run while this one has it. */
	#rival(fault: Fault): void {
		if (fault.kind === "io" || fault.kind === "full") return;
		const other = new RunStore(this.#store, { durability: "process" });
		try {
			if (other.run("run").summary.state !== "running") return; // it has just ended, and is nobody's
			other.recover("run");
			this.#why.push("a second process was given the run");
		} catch (error) {
			const isRefused = isFlyteError(error) && error.code === "JOURNAL_OWNED";
			if (!isRefused || !error.message.includes(String(process.pid))) this.#why.push(`a second owner hears: ${error}`);
			this.#told.rivals++;
		} finally {
			other.close();
		}
	}

	/** What a new process finds. False: not even that the run was begun. */
	#check(store: RunStore): boolean {
		this.#committed = new Map();
		this.#failures = new Map();
		if (store.runs().length === 0) {
			if (this.#acknowledged.size > 0) this.#why.push("the run is gone, and calls of it were acknowledged");
			return false;
		}
		const keys = new Set<string>();
		const damage = store.records("run", (record) => {
			if (record.type === "attempt" && record.willRetry) {
				this.#failures.set(record.path, record.attempt + 1);
			}
			if (record.type !== "call") return;
			if (record.phase === "failed") this.#failures.delete(record.path);
			if (record.endedAt < record.startedAt)
				this.#why.push(`${record.path} took ${record.endedAt - record.startedAt} ms`);
			if (record.phase !== "succeeded") return;
			if (keys.has(record.key)) this.#why.push(`${record.path} is committed twice`);
			keys.add(record.key);
			this.#committed.set(record.path, record);
		});
		for (const { segment, at, why } of damage) this.#why.push(`segment ${segment} at ${at}: ${why}`);
		for (const path of this.#acknowledged)
			if (!this.#committed.has(path)) this.#why.push(`${path} was acknowledged and is not there`);
		this.#checkOrder();
		return true;
	}

	/** A call's record is never there without those of the calls that gave it its inputs. */
	#checkOrder(): void {
		const { needs } = randomProgram(seededRandom(this.#programSeed), { began() {}, ended() {}, sleep: async () => {} });
		for (const [id, sources] of needs) {
			if (!this.#committed.has(`main/${id}`)) continue;
			for (const source of sources) {
				if (!this.#committed.has(`main/${source}`)) this.#why.push(`main/${id} is there without main/${source}`);
			}
		}
	}

	#checkAtEnd(result: RunResult | undefined): void {
		const store = new RunStore(this.#store, { durability: "process" });
		this.#check(store);
		const { summary } = store.run("run");
		if (summary.state !== result?.phase) this.#why.push(`the store says ${summary.state}, the run ${result?.phase}`);
		store.close();
	}
}

function outcome({ phase, outputs }: RunResult): string {
	return `${phase} ${JSON.stringify(plain(outputs?.get("o0")))}`;
}
