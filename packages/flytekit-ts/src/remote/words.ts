import type { ResourceType } from "../config/identifier.js";

/** Kinds of entities as people say them. */
export const WORDS: Readonly<Record<ResourceType, string>> = {
	task: "task",
	workflow: "workflow",
	launchPlan: "launch plan",
	dataset: "dataset",
};
