import { dynamic, type Inputs, type Int, mapTask, workflow } from "flytekit-ts";
import { fourthPower, square, total } from "./arithmetic.js";
import { power } from "./branches.js";

// A node for each call: what folding makes of them is folding.ts's.

/** As many pods as the input says, and one to add up; none at all for 0 but that one. */
export const sumOfSquares = dynamic({ fold: "off" }, ({ n }: { n: Int }) => {
	const squares = Array.from({ length: n }, (_, i) => square({ n: i }));
	return total({ values: squares });
});

/** No node at all for 0: outputs and no graph. */
export const squares = dynamic({ fold: "off" }, ({ n }: { n: Int }) =>
	Array.from({ length: n }, (_, i) => square({ n: i })),
);

export const fan = workflow(({ n }: Inputs<{ n: Int }>) => sumOfSquares({ n }));
export const list = workflow(({ n }: Inputs<{ n: Int }>) => squares({ n }));

/** A dynamic that calls dynamics. */
export const outer = dynamic({ fold: "off" }, ({ n }: { n: Int }) =>
	total({ values: Array.from({ length: n }, (_, i) => sumOfSquares({ n: i + 1 })) }),
);
export const nested = workflow(({ n }: Inputs<{ n: Int }>) => outer({ n }));

/** A launch plan for each number: executions of their own. */
export const plans = dynamic({ fold: "off" }, ({ n }: { n: Int }) =>
	total({ values: Array.from({ length: n }, (_, i) => power({ n: i })) }),
);
export const dynamicPlans = workflow(({ n }: Inputs<{ n: Int }>) => plans({ n }));

/** A sub-workflow for each number. */
export const subs = dynamic({ fold: "off" }, ({ n }: { n: Int }) =>
	total({ values: Array.from({ length: n }, (_, i) => fourthPower({ n: i })) }),
);
export const dynamicSubs = workflow(({ n }: Inputs<{ n: Int }>) => subs({ n }));

/** A map whose list is known at run time. */
export const maps = dynamic({ fold: "off" }, ({ n }: { n: Int }) => {
	const numbers = Array.from({ length: n }, (_, i) => i);
	return total({ values: mapTask(square, { concurrency: 2 })({ n: numbers }) });
});
export const dynamicMap = workflow(({ n }: Inputs<{ n: Int }>) => maps({ n }));
