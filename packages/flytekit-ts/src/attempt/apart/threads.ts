import { availableParallelism } from "node:os";
import { knownDetection } from "../../interface/provider.js";
import { Places } from "./places.js";
import { Thread } from "./thread.js";

/** Every core has one, and a few that only wait find room on small machines too. */
const places = new Places(Math.max(8, availableParallelism()));

/**
 * How long a thread without a job is kept. What is read of its output keeps the process alive for as long as the thread is there,
 * whatever is said of the thread itself (Node 20 to 24), so a script would not end.
 */
const MOST_IDLE_MS = 1000;

/** Those that wait for a job, the latest used last. */
const idle: Thread[] = [];

/**
 * A thread for one job of the program; waits for room. Give it back with {@link giveBackThread}. One with a limit of memory is
 * made for the job alone. Throws ATTEMPT_NOT_APART, and the signal's reason.
 */
export async function takeThread(
	program: string,
	memoryLimit: number | undefined,
	signal: AbortSignal,
): Promise<Thread> {
	await places.take(signal);
	try {
		if (memoryLimit === undefined) {
			const at = idle.findLastIndex((thread) => thread.program === program && thread.isFit);
			if (at >= 0) return idle.splice(at, 1)[0] as Thread;
		}
		// one that waits for jobs of another program makes room
		if (places.taken + idle.length > places.most) void idle.shift()?.kill();
		return new Thread({ program, detection: knownDetection(), memoryLimit });
	} catch (thrown) {
		places.giveBack();
		throw thrown;
	}
}

/** Takes a thread back whose job has ended: it is kept for the next one, unless something was left running in it. */
export function giveBackThread(thread: Thread, isForOne: boolean): void {
	if (thread.isFit && !isForOne) {
		idle.push(thread);
		setTimeout(() => endIdle(thread), MOST_IDLE_MS).unref();
	} else void thread.kill();
	places.giveBack();
}

/** Ends a thread that nothing took meanwhile. One that was taken and given back has a later turn of its own; ending it now costs little. */
function endIdle(thread: Thread): void {
	const at = idle.indexOf(thread);
	if (at < 0) return;
	idle.splice(at, 1);
	void thread.kill();
}
