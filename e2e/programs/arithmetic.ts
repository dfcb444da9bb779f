import { type Inputs, type Int, outputs, task, workflow } from "flytekit-ts";

/** The square of a number. */
export const square = task(({ n }: { n: Int }): Int => n * n);
export const total = task(({ values }: { values: Int[] }): Int => values.reduce((sum, value) => sum + value, 0));
export const describe = task(({ n, label = "the number" }: { n: Int; label?: string }): string => `${label}: ${n}`);

/** Quotient and remainder, by name. */
export const divide = task(({ n, by }: { n: Int; by: Int }) =>
	outputs({ quotient: Math.trunc(n / by) as Int, remainder: (n % by) as Int }),
);
/** Smallest and largest, by position. */
export const ends = task(({ values }: { values: Int[] }): [Int, Int] => [Math.min(...values), Math.max(...values)]);

/** Two tasks, one after the other, and a default. */
export const plain = workflow(({ n, label = "square" }: Inputs<{ n: Int; label?: string }>) =>
	describe({ n: square({ n }), label }),
);

/** Both kinds of several outputs: by name and by position. */
export const severalOutputs = workflow(({ n, by }: Inputs<{ n: Int; by: Int }>) => {
	const { quotient, remainder } = divide({ n, by });
	const [least, most] = ends({ values: [quotient, remainder, n] });
	return outputs({ quotient, remainder, least, most });
});

/** Used as a part of others. */
export const fourthPower = workflow(({ n }: Inputs<{ n: Int }>) => square({ n: square({ n }) }));

/** A workflow in a workflow, twice. */
export const withSubWorkflow = workflow(({ n }: Inputs<{ n: Int }>) =>
	total({ values: [fourthPower({ n }), fourthPower({ n: 3 })] }),
);
