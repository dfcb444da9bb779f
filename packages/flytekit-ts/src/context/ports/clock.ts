/** Time as the engine sees it. Injected, so that tests run without waiting. */
export interface Clock {
	/** Milliseconds since the epoch; may jump. For people and for the wire. */
	now(): number;
	/** Milliseconds that never go back. For durations and timeouts. */
	monotonic(): number;
	/** Resolves after `ms`, or rejects with the signal's reason when it aborts first. Keeps the process alive. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/**
	 * Calls `act` every `ms` until the returned function is called; does not keep the process alive. For live views, which
	 * move on with events alone where a clock has none.
	 */
	every?(ms: number, act: () => void): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
	now: () => Date.now(),
	monotonic: () => performance.now(),
	sleep(ms, signal) {
		return new Promise((resolve, reject) => {
			if (signal?.aborted === true) {
				reject(signal.reason);
				return;
			}
			const onAbort = () => {
				clearTimeout(timer);
				reject(signal?.reason);
			};
			const timer = setTimeout(() => {
				signal?.removeEventListener("abort", onAbort);
				resolve();
			}, ms);
			signal?.addEventListener("abort", onAbort, { once: true });
		});
	},
	every(ms, act) {
		const timer = setInterval(act, ms).unref();
		return () => clearInterval(timer);
	},
};
