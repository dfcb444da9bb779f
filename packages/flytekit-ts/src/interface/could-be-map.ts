/** What a dynamic does that a workflow with a map could do: found in its source, or in a graph that it made. */
export interface CouldBeMap {
	/** The task that is called for each item. */
	readonly task: string;
	/** The input that holds the list; undefined where only the values in the graph are known. */
	readonly list?: string;
	/** The task's input that takes an item. */
	readonly item?: string;
}

/** The same words for both: the finding and the way out. Its code is INTERFACE_COULD_BE_MAP. */
export function couldBeMapText({ task, list, item }: CouldBeMap): { readonly text: string; readonly wayOut: string } {
	const of = list === undefined ? "a list that is known beforehand" : `its input ${list}`;
	const call = list === undefined ? "" : `: mapTask(${task})({ ${item === list ? item : `${item}: ${list}`} })`;
	return {
		text: `it only calls ${task} for each item of ${of}, and hands on what the calls give`,
		wayOut: `a workflow with mapTask over an input has a graph that does not grow with the list, and nothing is compiled at run time${call}`,
	};
}
