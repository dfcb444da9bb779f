import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import type { Clock } from "../../context/ports/index.js";
import { FlyteError } from "../../errors/index.js";

/** Between looks at a lock that another process holds, milliseconds. */
const LOOK_MS = 100;
/** A holder on another machine is believed to be gone after this, milliseconds: longer than any login lives. */
const LONGEST_MS = 20 * 60_000;

/** Who holds a lock, as its file says. */
interface Holder {
	readonly id: string;
	readonly pid: number;
	readonly host: string;
}

/**
 * Runs `act` while no other process does the same under the same file: two that refresh one rotating token at a time would undo each other's login. A
 * lock whose process has ended is taken over. Where the folder cannot be written, or has no hard links, `act` runs without a lock, since then nothing is shared either.
 * @param waiting called once when another process is waited for, with its pid
 * @throws FlyteError AUTH_LOCK after 20 minutes
 */
export async function withProcessLock<T>(
	file: string,
	clock: Clock,
	waiting: (pid: number) => void,
	act: () => Promise<T>,
): Promise<T> {
	const own: Holder = { id: randomBytes(12).toString("hex"), pid: process.pid, host: hostname() };
	const aside = `${file}.${own.id}`;
	try {
		await mkdir(dirname(file), { recursive: true, mode: 0o700 });
		await writeFile(aside, JSON.stringify(own), { mode: 0o600, flag: "wx" });
	} catch {
		return act();
	}
	try {
		if (!(await take(file, aside, clock, waiting))) return await act();
		try {
			return await act();
		} finally {
			if ((await holderOf(file))?.id === own.id) await rm(file, { force: true });
		}
	} finally {
		await rm(aside, { force: true });
	}
}

/** Whether it was taken; false where the file system has no way to. */
async function take(file: string, aside: string, clock: Clock, waiting: (pid: number) => void): Promise<boolean> {
	const end = clock.monotonic() + LONGEST_MS;
	for (let told = false; ; ) {
		try {
			await link(aside, file); // the one step that either takes it or finds it taken
			return true;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") return false;
		}
		const holder = await holderOf(file);
		if (holder !== undefined && (await isGone(file, holder))) {
			await takeAway(file, holder);
			continue;
		}
		if (!told && holder !== undefined) {
			told = true;
			waiting(holder.pid);
		}
		if (clock.monotonic() >= end)
			throw new FlyteError(
				"AUTH_LOCK",
				`process ${holder?.pid ?? "?"} has been logging in for more than ${LONGEST_MS / 60_000} minutes`,
				{
					wayOut: `end that process, or remove ${file}`,
				},
			);
		await clock.sleep(LOOK_MS);
	}
}

async function holderOf(file: string): Promise<Holder | undefined> {
	try {
		const { id, pid, host } = JSON.parse(await readFile(file, "utf8"));
		return typeof id === "string" && typeof pid === "number" && typeof host === "string"
			? { id, pid, host }
			: undefined;
	} catch {
		return undefined; // given back between two looks
	}
}

async function isGone(file: string, holder: Holder): Promise<boolean> {
	if (holder.host !== hostname()) {
		const age = await stat(file).then(
			(stats) => Date.now() - stats.mtimeMs,
			() => 0,
		);
		return age > LONGEST_MS;
	}
	try {
		process.kill(holder.pid, 0);
		return false;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "ESRCH";
	}
}

/** Moves the lock of a process that is gone out of the way; one that a third process has taken meanwhile is put back. */
async function takeAway(file: string, gone: Holder): Promise<void> {
	const moved = `${file}.${randomBytes(12).toString("hex")}`;
	try {
		await rename(file, moved);
	} catch {
		return; // somebody else did
	}
	if ((await holderOf(moved))?.id !== gone.id) await link(moved, file).catch(() => undefined);
	else await rm(`${file}.${gone.id}`, { force: true });
	await rm(moved, { force: true });
}
