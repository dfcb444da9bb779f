import { type Inputs, task, workflow } from "flytekit-ts";

/**
 * Greets somebody.
 * @param name who is greeted
 * @returns the greeting
 */
export const greet = task(({ name }: { name: string }) => `Hello, ${name}!`);

/** The smallest workflow: one call. */
export const hello = workflow(({ name = "world" }: Inputs<{ name?: string }>) => greet({ name }));
