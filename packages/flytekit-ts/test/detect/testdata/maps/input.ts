import { type Int, task } from "flytekit-ts";

interface Counts {
	[word: string]: Int;
}

export const maps = task(
	(inputs: {
		record: Record<string, Int>;
		map: Map<string, Int[]>;
		readonlyMap: ReadonlyMap<string, boolean>;
		signature: { [key: string]: string };
		named: Counts;
		nested: Record<string, Map<string, Date>>;
	}) => inputs.record,
);
