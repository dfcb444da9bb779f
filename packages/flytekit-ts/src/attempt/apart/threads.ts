import { availableParallelism } from "node:os";
import { knownDetection } from "../../interface/provider.js";
import { Thread } from "./thread.js";

/** Threads at a time: every core has one, and a few that only wait find room on small machines too. */
const MOST = Math.max(8, availableParallelism());

/** Those that wait for a job, the latest used last. */
const idle: Thread[] = [];
const waiting: (() => void)[] = [];
let busy = 0;

/**
 * A thread for one job of the program; waits for room. Give it back with {@link giveBack}. One with a limit of memory is made
 * for the job alone.
 */
export async function takeThread(
	program: string,
	memoryLimit: number | undefined,
	signal: AbortSignal,
): Promise<Thread> {
	while (busy >= MOST) await room(signal);
	busy++;
	try {
		if (memoryLimit === undefined) {
			const at = idle.findLastIndex((thread) => thread.program === program && thread.isFit);
			if (at >= 0) return idle.splice(at, 1)[0] as Thread;
		}
		// one that serves another program makes room
		if (busy + idle.length > MOST) void idle.shift()?.kill();
		return new Thread({ program, detection: knownDetection(), memoryLimit });
	} catch (thrown) {
		busy--;
		throw thrown;
	}
}

/** Takes a thread back whose job has ended: it is kept for the next one, unless something was left running in it. */
export function giveBack(thread: Thread, isForOne: boolean): void {
	busy--;
	if (thread.isFit && !isForOne) idle.push(thread);
	else void thread.kill();
	waiting.shift()?.();
}

/** Resolves when a place may be free; rejects when the signal aborts first. */
function room(signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const onAbort = () => {
			waiting.splice(waiting.indexOf(free), 1);
			reject(signal.reason);
		};
		const free = () => {
			signal.removeEventListener("abort", onAbort);
			resolve();
		};
		if (signal.aborted) return reject(signal.reason);
		signal.addEventListener("abort", onAbort, { once: true });
		waiting.push(free);
	});
}
