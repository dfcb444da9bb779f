/** What a Flyte deployment says of the execution that a task is part of. Texts are "" where it says nothing. */
export interface FlyteFacts {
	readonly execution: { readonly project: string; readonly domain: string; readonly name: string };
	/** `project:domain:name` of the workflow. */
	readonly workflow: string;
	readonly launchPlan: string;
	/** The task as it is registered. */
	readonly task: {
		readonly project: string;
		readonly domain: string;
		readonly name: string;
		readonly version: string;
	};
	/** URI below which outputs.pb and its like go. */
	readonly outputPrefix: string;
}
