import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

interface Answer {
	readonly x: number;
	/** Process that made the result. */
	readonly by: number;
	readonly waits: number;
}

let folder: string;
let racers: ChildProcess[];

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), "cache-race-"));
	const file = fileURLToPath(new URL("../fixtures/racer.ts", import.meta.url));
	const args = [join(folder, "store.db"), join(folder, "witness")];
	racers = [0, 1].map(() => fork(file, args, { execArgv: ["--import", "tsx"] }));
	await Promise.all(racers.map((racer) => told(racer, (message) => message.ready === true)));
}, 60_000);
afterEach(() => {
	for (const racer of racers) racer.kill("SIGKILL");
	rmSync(folder, { recursive: true, force: true });
});

function told(racer: ChildProcess, wanted: (message: Record<string, unknown>) => boolean): Promise<unknown> {
	return new Promise((resolve) => {
		const hear = (message: object) => {
			if (!wanted(message as Record<string, unknown>)) return;
			racer.off("message", hear);
			resolve(message);
		};
		racer.on("message", hear);
	});
}

const witnessed = () => readFileSync(join(folder, "witness"), "utf8").trim().split("\n");

test("a cached task that two processes want at once runs once: 100 races", { timeout: 120_000 }, async () => {
	const races: (readonly Answer[])[] = [];
	for (let x = 1; x <= 100; x++) {
		const both = racers.map((racer) => {
			const answer = told(racer, (message) => message.x === x) as Promise<Answer>;
			racer.send({ x });
			return answer;
		});
		races.push(await Promise.all(both));
	}
	expect(witnessed().map((line) => line.split(" ")[0])).toEqual(races.map((_, i) => `${i + 1}`));
	for (const [one, other] of races) expect(one?.by).toBe(other?.by);
	// the races took place: in most of them one came while the other was at it
	expect(races.flat().filter(({ waits }) => waits > 0).length).toBeGreaterThan(30);
	expect(new Set(races.flat().map(({ by }) => by))).toEqual(new Set(racers.map(({ pid }) => pid)));
});

test("a maker that is killed is followed by the one who waits", { timeout: 60_000 }, async () => {
	const [first, second] = racers as [ChildProcess, ChildProcess];
	first.send({ x: 7, hang: true });
	expect(await eventually(() => witnessed())).toEqual([`7 ${first.pid}`]);
	const waits = told(second, (message) => message.waiting === true);
	const answer = told(second, (message) => message.x === 7) as Promise<Answer>;
	second.send({ x: 7 });
	await waits;
	first.kill("SIGKILL");
	expect(await answer).toEqual({ x: 7, by: second.pid, waits: 1 });
	expect(witnessed()).toEqual([`7 ${first.pid}`, `7 ${second.pid}`]);
});

async function eventually<T>(look: () => T): Promise<T> {
	for (;;) {
		try {
			return look();
		} catch {
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}
}
