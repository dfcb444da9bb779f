/** `work` on each item, at most `width` at a time, results in order. The first failure is thrown once what has begun has ended. */
export async function inTurns<T, R>(
	items: readonly T[],
	width: number,
	work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
	const results: R[] = new Array(items.length);
	const failures: unknown[] = [];
	let next = 0;
	const worker = async () => {
		while (failures.length === 0 && next < items.length) {
			const index = next++;
			try {
				results[index] = await work(items[index] as T, index);
			} catch (error) {
				failures.push(error);
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
	if (failures.length > 0) throw failures[0];
	return results;
}
