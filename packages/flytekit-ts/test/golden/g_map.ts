/** Map tasks. The twin of flytekit's g_map.py; its legacy map_task has no counterpart. */
import { type Inputs, type Int, launchPlan, mapTask, task, workflow } from "flytekit-ts";
import { type Point, t_dataclass, t_int } from "./g_tasks.js";

export const scale = task(
	{ cache: "1", requests: { cpu: "1" }, retries: 2 },
	({ x, k, name: _ = "n" }: { x: Int; k: Int; name?: string }): Int => x * k,
);
export const noout = task(({ x: _ }: { x: Int }): void => {});
export const listout = task(({ x }: { x: Int }) => [x]);

export const map_simple = workflow(({ xs }: Inputs<{ xs: Int[] }>) => mapTask(t_int)({ a: xs }));
export const map_options = workflow(({ xs }: Inputs<{ xs: Int[] }>) =>
	mapTask(t_int, { concurrency: 4, minSuccessRatio: 0.75 })({ a: xs }),
);
export const map_min_successes = workflow(({ xs }: Inputs<{ xs: Int[] }>) =>
	mapTask(t_int, { minSuccesses: 2, concurrency: 0 })({ a: xs }),
);
export const map_partial = workflow(({ xs, k }: Inputs<{ xs: Int[]; k: Int }>) =>
	mapTask(scale, { bound: { k, name: "bound" } })({ x: xs }),
);
export const map_overrides = workflow(({ xs }: Inputs<{ xs: Int[] }>) =>
	mapTask(t_int)({ a: xs }).withOverrides({
		requests: { cpu: "2" },
		limits: { cpu: "4" },
		retries: 5,
		name: "mapped",
		containerImage: "i:1",
	}),
);
export const map_noout = workflow(({ xs }: Inputs<{ xs: Int[] }>) => {
	mapTask(noout)({ x: xs });
});
export const map_listout = workflow(({ xs }: Inputs<{ xs: Int[] }>) => mapTask(listout)({ x: xs }));
export const map_dataclass = workflow(({ ps }: Inputs<{ ps: Point[] }>) => mapTask(t_dataclass)({ p: ps }));
export const map_const_list = workflow(() => mapTask(t_int)({ a: [1, 2, 3] }));

export const inner_wf = workflow(({ a }: Inputs<{ a: Int }>) => t_int({ a }));
export const inner_lp = launchPlan(inner_wf);
export const map_launchplan = workflow(({ xs }: Inputs<{ xs: Int[] }>) =>
	mapTask(inner_lp, { concurrency: 2, minSuccessRatio: 1 })({ a: xs }),
);

export const mt_simple = mapTask(t_int);
export const mt_partial = mapTask(scale, { bound: { k: 2, name: "b" } });
