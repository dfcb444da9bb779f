import {
	dynamic,
	eager,
	FlyteFile,
	type Inputs,
	type Int,
	launchPlan,
	mapTask,
	outputs,
	RecoverableError,
	task,
	workflow,
} from "flytekit-ts";

/** How often the real bodies ran. */
export const ran = { count: 0 };

export const price = task(async ({ item }: { item: string }): Promise<number> => {
	ran.count++;
	throw new Error(`no shop to ask for ${item}`);
});
export const total = task(({ prices }: { prices: number[] }): number => prices.reduce((a, b) => a + b, 0));
export const notify = task(({ text }: { text: string }): void => {
	ran.count++;
	throw new Error(`no mail server for ${text}`);
});
export const counted = task({ cache: "1" }, ({ x }: { x: Int }): Int => {
	ran.count++;
	return (x + 1) as Int;
});
export const split = task(({ n }: { n: Int }) => outputs({ half: (n / 2) as Int, rest: (n % 2) as Int }));
export const pair = task(({ n }: { n: Int }): [Int, string] => [n, String(n)]);

export const basket = workflow(({ a, b }: Inputs<{ a: string; b: string }>) => {
	const sum = total({ prices: [price({ item: a }), price({ item: b })] });
	notify({ text: a });
	return sum;
});
export const baskets = dynamic(({ items }: { items: string[] }) =>
	total({ prices: items.map((item) => price({ item })) }),
);
export const outer = workflow(({ a }: Inputs<{ a: string }>) => basket({ a, b: a }));
export const priced = mapTask(price);
export const halves = workflow(({ n }: Inputs<{ n: Int }>) => split({ n }));
export const pairs = workflow(({ n }: Inputs<{ n: Int }>) => pair({ n }));
export const planned = launchPlan(basket, { name: "planned", fixedInputs: { b: "fixed" } });
export const viaPlan = workflow(({ a }: Inputs<{ a: string }>) => planned({ a }));
export const quoted = eager(async ({ item }: { item: string }): Promise<string> => `${item}: ${await price({ item })}`);

export const tries = { count: 0 };
export const flaky = task({ retries: 3 }, (): Int => {
	if (++tries.count < 3) throw new RecoverableError("again");
	return tries.count;
});
export const write = task(async ({ text }: { text: string }): Promise<FlyteFile<"txt">> => {
	const file = FlyteFile.new<"txt">("note.txt");
	return file.write(text);
});

/** Each says in which process it ran, by a way of its own to be kept apart from it. */
export const inProcess = task({ isolate: "process" }, (): Int => process.pid);
export const inThread = task({ isolate: "thread" }, (): Int => process.pid);
export const inTime = task({ timeout: "1m" }, (): Int => process.pid);
