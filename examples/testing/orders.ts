import { dynamic, RecoverableError, task } from "flytekit-ts";

/** Asks the shop what an article costs: not for tests. */
export const price = task({ retries: 3 }, async ({ article }: { article: string }): Promise<number> => {
	const answer = await fetch(`https://shop.invalid/prices/${encodeURIComponent(article)}`);
	if (answer.status >= 500) throw new RecoverableError(`the shop answered ${answer.status}`);
	return Number(await answer.text());
});

/** Tells the customer. */
export const mail = task(({ to, text }: { to: string; text: string }): void => {
	throw new Error(`no mail server here for ${to}: ${text}`);
});

export const sum = task(({ prices }: { prices: number[] }): number => prices.reduce((a, b) => a + b, 0));

/** Prices all articles, adds up, and tells the customer. */
export const order = dynamic(({ articles, customer }: { articles: string[]; customer: string }) => {
	const total = sum({ prices: articles.map((article) => price({ article })) });
	mail({ to: customer, text: `${articles.length} articles` });
	return total;
});
