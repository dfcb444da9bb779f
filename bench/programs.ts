import { dynamic, type Inputs, type Int, mapTask, outputs, task, workflow } from "flytekit-ts";

/*
 * The programs that flytekit's benches run too, one for one.
 */

export const t1 = task(({ a }: { a: Int }): Int => a + 1);

export const loop = dynamic(({ n }: { n: Int }) => Array.from({ length: n }, (_, a) => t1({ a })));

export const total = task(({ values }: { values: Int[] }): Int => values.reduce((a, b) => a + b, 0));

/** The loop, and one call that takes all that it gave. */
export const fanIn = dynamic(({ n }: { n: Int }) => total({ values: Array.from({ length: n }, (_, a) => t1({ a })) }));

export const chainStep = task(({ a, b }: { a: Int; b: Int }): Int => a + b);

/** Each call feeds the next: as deep as it is long. */
export const chain = dynamic(({ n }: { n: Int }) => {
	let x = t1({ a: 0 });
	for (let b = 0; b < n - 1; b++) x = chainStep({ a: x, b });
	return x;
});

export const sleeper = task(async ({ a }: { a: Int }): Promise<Int> => {
	await new Promise((resolve) => setTimeout(resolve, 250));
	return a;
});

export const sleepLoop = dynamic(({ n }: { n: Int }) => Array.from({ length: n }, (_, a) => sleeper({ a })));

export const mapped = mapTask(t1);

export const mapWorkflow = workflow(({ xs }: Inputs<{ xs: Int[] }>) => mapTask(t1)({ a: xs }));

/** Keeps a core busy: multiplications and divisions, nothing that waits. */
export const crunch = task({ isolate: "thread" }, ({ rounds }: { rounds: Int }): Int => {
	let x = 1;
	for (let i = 0; i < rounds; i++) x = (x * 48271 + i) % 2147483647;
	return x as Int;
});

export const crunchAll = dynamic(({ n, rounds }: { n: Int; rounds: Int }) =>
	Array.from({ length: n }, () => crunch({ rounds })),
);

export const named = task(({ name, weight, tags }: { name: string; weight: number; tags: string[] }) =>
	outputs({ label: `${name} ${weight}`, count: tags.length as Int }),
);
export const joined = task(({ parts }: { parts: string[] }): string => parts.join());

/** Sums of a hundred calls each, and their sum. */
export const grouped = dynamic(({ n }: { n: Int }) => {
	const all = Array.from({ length: n }, (_, a) => t1({ a }));
	const sums = Array.from({ length: Math.ceil(n / 100) }, (_, i) =>
		total({ values: all.slice(i * 100, i * 100 + 100) }),
	);
	return total({ values: sums });
});

/** Three stages. */
export const pipeline = dynamic(({ n }: { n: Int }) =>
	Array.from({ length: n }, (_, a) => chainStep({ a: t1({ a: t1({ a }) }), b: a })),
);

/** Texts, lists and overrides among the inputs, several outputs. */
export const labelled = dynamic(({ n }: { n: Int }) => {
	const all = Array.from({ length: n }, (_, i) =>
		named({ name: `record ${i}`, weight: i / 7, tags: ["a", `tag-${i % 5}`] }),
	);
	return joined({ parts: all.map(({ label }) => label) });
});

/** What calls gave, in another order: no list can be taken whole. */
export const reversed = dynamic(({ n }: { n: Int }) =>
	total({ values: Array.from({ length: n }, (_, a) => t1({ a })).reverse() }),
);

/** Calls with overrides of their own. */
export const insistent = dynamic(({ n }: { n: Int }) =>
	Array.from({ length: n }, (_, a) =>
		t1({ a }).withOverrides({ retries: 3, timeout: "5m", requests: { cpu: "500m" } }),
	),
);

/** Sums of two, their sums, and so on to one. */
export const tree = dynamic(({ n }: { n: Int }) => {
	let level = Array.from({ length: n }, (_, a) => t1({ a }));
	while (level.length > 1) {
		const below = level;
		level = Array.from({ length: below.length >> 1 }, (_, i) =>
			chainStep({ a: below[2 * i] ?? 0, b: below[2 * i + 1] ?? 0 }),
		);
	}
	return level[0] ?? t1({ a: 0 });
});
