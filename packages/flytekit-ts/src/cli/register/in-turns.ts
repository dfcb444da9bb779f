/** Questions that are under way at a time. */
const AT_A_TIME = 8;

/** Asks about each item, a few at a time; the answers are in the items' order. The first failure is the failure of all. */
export async function inTurns<T, R>(items: readonly T[], ask: (item: T, index: number) => Promise<R>): Promise<R[]> {
	const answers: R[] = new Array(items.length);
	let next = 0;
	const work = async () => {
		for (let i = next++; i < items.length; i = next++) answers[i] = await ask(items[i] as T, i);
	};
	await Promise.all(Array.from({ length: Math.min(AT_A_TIME, items.length) }, work));
	return answers;
}
