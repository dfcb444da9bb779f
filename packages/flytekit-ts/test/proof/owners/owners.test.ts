import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RunStore } from "../../../src/engine/journal/run-store.js";
import { sampleHeader } from "../sample-run.js";

const RIVAL = fileURLToPath(new URL("./rival.ts", import.meta.url));

interface Told {
	readonly has?: boolean;
	readonly code?: string;
	readonly message?: string;
}

let folder: string;
let path: string;
const children: ChildProcess[] = [];
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "flyte-owners-"));
	path = join(folder, "store.db");
	const store = new RunStore(path);
	store.begin(sampleHeader("wanted"));
	store.database.run("update runs set owner = null");
	store.close();
});
afterEach(async () => {
	for (const child of children.splice(0)) {
		if (child.exitCode !== null || child.signalCode !== null) continue;
		child.kill("SIGKILL");
		await once(child, "exit");
	}
	rmSync(folder, { recursive: true, force: true });
});

async function rival(): Promise<ChildProcess> {
	const child = fork(RIVAL, [path], { execArgv: ["--import", "tsx"] });
	children.push(child);
	await once(child, "message");
	return child;
}

async function ask(child: ChildProcess, what: object): Promise<Told> {
	const answer = once(child, "message");
	child.send(what);
	return (await answer)[0] as Told;
}

describe("a run that two processes want", () => {
	test("is given to one of them, a hundred times; the other hears whose it is", { timeout: 120_000 }, async () => {
		const rivals = await Promise.all([rival(), rival()]);
		const wins = [0, 0];
		for (let race = 0; race < 100; race++) {
			const told = await Promise.all(rivals.map((child) => ask(child, { run: "wanted" })));
			const winners = told.flatMap(({ has }, i) => (has ? [i] : []));
			expect(winners).toHaveLength(1);
			const winner = winners[0] as number;
			wins[winner] = (wins[winner] as number) + 1;
			const loser = told[1 - winner] as Told;
			expect(loser.code).toBe("JOURNAL_OWNED");
			expect(loser.message).toContain(`process ${rivals[winner]?.pid}`);
			await ask(rivals[winner] as ChildProcess, { run: "wanted", letGo: true });
		}
		expect(wins[0]! + wins[1]!).toBe(100);
	});

	test("goes to the next as soon as its owner was killed, with nothing to be done by hand", {
		timeout: 60_000,
	}, async () => {
		const [owner, next] = await Promise.all([rival(), rival()]);
		expect((await ask(owner, { run: "wanted" })).has).toBe(true);
		expect((await ask(next, { run: "wanted" })).has).toBe(false);
		owner.kill("SIGKILL");
		await once(owner, "exit");
		// it asks once and does not wait: the first answer is the run
		expect((await ask(next, { run: "wanted" })).has).toBe(true);
	});
});
