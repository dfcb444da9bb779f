/**
 * Every way in which what we write may differ from what flytekit 1.15.4 wrote for the same entity. Each has its reason; a
 * difference that is not here fails the golden tests.
 */
interface Difference {
	readonly reason: string;
	/** Changes a message's JSON, flytekit's and ours, so that the difference is gone. */
	readonly level: (json: Json, golden: string) => void;
}

type Json = { [key: string]: unknown };

const differences: readonly Difference[] = [
	{
		reason: "runtime.flavor says which SDK it was",
		level: (json) => {
			const { runtime } = json as { runtime?: Json };
			if (runtime !== undefined && "flavor" in runtime) runtime.flavor = "any";
		},
	},
	{
		reason: "flytekit keeps these in sets: their order is random",
		level: (json) => {
			for (const key of ["upstreamNodeIds", "boundInputs"]) {
				if (Array.isArray(json[key])) json[key] = [...(json[key] as string[])].sort();
			}
		},
	},
	{
		reason: "flytekit writes one template for each map_task() object; we write one for each id",
		level: (json, golden) => {
			if (golden !== "d_map_twice__run_n2" || !Array.isArray(json.tasks)) return;
			const seen = new Map(json.tasks.map((task) => [JSON.stringify(task), task]));
			json.tasks = [...seen.values()];
		},
	},
];

/** A copy of a message's JSON without the allowed differences. */
export function leveled(json: unknown, golden: string): unknown {
	if (Array.isArray(json)) return json.map((item) => leveled(item, golden));
	if (typeof json !== "object" || json === null) return json;
	const copy = Object.fromEntries(Object.entries(json).map(([key, value]) => [key, leveled(value, golden)]));
	for (const { level } of differences) level(copy, golden);
	return copy;
}
