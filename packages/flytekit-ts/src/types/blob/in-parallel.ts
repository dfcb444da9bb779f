/** How many files are moved at a time. */
const WIDTH = 8;

/** Runs `work` for each item, some at a time. The first failure rejects, once what has begun has ended. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
	let next = 0;
	let failed = false;
	const worker = async () => {
		while (!failed && next < items.length) {
			try {
				await work(items[next++] as T);
			} catch (error) {
				failed = true;
				throw error;
			}
		}
	};
	const ends = await Promise.allSettled(Array.from({ length: Math.min(WIDTH, items.length) }, worker));
	for (const end of ends) if (end.status === "rejected") throw end.reason;
}
