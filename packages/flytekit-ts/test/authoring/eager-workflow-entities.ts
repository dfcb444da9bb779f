import { eager, type Inputs, type Int, launchPlan, outputs, task, workflow } from "flytekit-ts";

export const ran: string[] = [];
export const half = task(({ x }: { x: Int }): Int => Math.floor(x / 2));

/** Halves as often as it can. */
export const halvings = eager(async ({ start, least = 1 }: { start: Int; least?: Int }) => {
	ran.push("body");
	let [x, steps] = [start, 0 as Int];
	for (; x > least; steps++) x = await half({ x });
	return outputs({ steps, last: x });
});
export const asWorkflow = halvings.asWorkflow();
export const nightly = launchPlan(asWorkflow, { name: "halvings-of-100", fixedInputs: { start: 100 } });

export const fails = eager(async ({ text }: { text: string }): Promise<Int> => {
	throw new Error(text);
});
export const failing = fails.asWorkflow();

export const calls = workflow(({ n }: Inputs<{ n: Int }>) => halvings({ start: n }).steps);
