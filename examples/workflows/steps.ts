import { flyte, type ImperativeValue, imperativeWorkflow, task } from "flytekit-ts";

export const upper = task(({ text }: { text: string }): string => text.toUpperCase());
export const reverse = task(({ text }: { text: string }): string => [...text].reverse().join(""));
export const dashed = task(({ text }: { text: string }): string => [...text].join("-"));

/** What to do in which order: read from a file or a database in a real program. */
const plan = ["upper", "reverse", "dashed"] as const;
const known = { upper, reverse, dashed };

/** A workflow that a program puts together. */
export const steps = imperativeWorkflow("workflows.steps.steps");
let text: ImperativeValue | undefined = steps.addWorkflowInput("text", flyte.string());
for (const name of plan) text = steps.addEntity(known[name], { text }).outputs.o0;
steps.addWorkflowOutput("text", text);
