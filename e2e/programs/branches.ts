import { conditional, dynamic, eq, gt, type Inputs, type Int, launchPlan, lt, workflow } from "flytekit-ts";
import { describe, fourthPower, square, total } from "./arithmetic.js";

/** Branch by branch: negative is refused, small is squared, large is described by a sub-workflow's result. */
export const bySize = workflow(({ n }: Inputs<{ n: Int }>) =>
	conditional("size")
		.if(lt(n, 0), () => total({ values: [0] }))
		.elif(lt(n, 10), () => square({ n }))
		.else(() => fourthPower({ n })),
);

/** No branch fits: the workflow says so itself. */
export const orElseFail = workflow(({ n }: Inputs<{ n: Int }>) =>
	conditional("known")
		.if(eq(n, 1), () => square({ n }))
		.elseFail("only 1 is known"),
);

export const power = launchPlan(fourthPower, { name: "branches.power", defaultInputs: { n: 3 } });

/** An execution of its own for each call; the second takes the plan's default. */
export const withPlan = workflow(({ n }: Inputs<{ n: Int }>) => total({ values: [power({ n }), power({})] }));

/** A conditional whose condition is known only after a pod ran, in a dynamic. */
export const dynamicBranch = dynamic({ fold: "off" }, ({ n }: { n: Int }) => {
	const squared = square({ n });
	return conditional("large")
		.if(gt(squared, 50), () => describe({ n: squared, label: "large" }))
		.else(() => describe({ n: squared, label: "small" }));
});

export const branching = workflow(({ n }: Inputs<{ n: Int }>) => dynamicBranch({ n }));
