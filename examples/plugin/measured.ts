/** One measured call. */
export interface Measurement {
	readonly what: string;
	readonly ok: boolean;
}

/** What {@link measured} has seen, the latest last. */
export const measurements: Measurement[] = [];

/**
 * A decorator: `task(measured("ingest", ({ x }) => ...))`. Types pass through, so the task's interface is that of the
 * function inside. flytekit: a decorator between @task and the function.
 */
export function measured<A extends readonly unknown[], R>(
	what: string,
	body: (...inputs: A) => R | Promise<R>,
): (...inputs: A) => Promise<R> {
	return async (...inputs) => {
		let ok = false;
		try {
			const result = await body(...inputs);
			ok = true;
			return result;
		} finally {
			measurements.push({ what, ok });
		}
	};
}
