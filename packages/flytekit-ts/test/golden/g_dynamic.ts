/** Dynamics: the task template, and the DynamicJobSpec emitted at run time. The twin of flytekit's g_dynamic.py. */
import {
	before,
	type Called,
	conditional,
	dynamic,
	gt,
	type Inputs,
	type Int,
	launchPlan,
	mapTask,
	outputs,
	type Promised,
	workflow,
} from "flytekit-ts";
import { t_int, t_no_io, t_none_out, t_str } from "./g_tasks.js";
import { add, mk_list, mk_point, ref_lp, ref_t, sum_list } from "./g_workflows.js";

export const d_sub_wf = workflow(({ a }: Inputs<{ a: Int }>) => t_int({ a }));
export const d_lp = launchPlan(d_sub_wf, { name: "d_lp", defaultInputs: { a: 3 } });

export const d_loop = dynamic(({ n }: { n: Int }) => Array.from({ length: n }, (_, a) => t_int({ a })));
export const d_meta = dynamic(
	{ cache: "1", retries: 2, interruptible: true, requests: { cpu: "1" } },
	({ n, s }: { n: Int; s: string }): [Promised<Int>[], Promised<string>] => {
		const xs: Promised<Int>[] = [];
		for (let a = 0; a < n; a++) xs.push(t_int({ a }));
		return [xs, t_str({ a: s })];
	},
);
export const d_chain = dynamic(({ n }: { n: Int }) => {
	let x: Promised<Int> = t_int({ a: 0 });
	for (let b = 0; b < n; b++) x = add({ a: x, b });
	return x;
});
export const d_nested = dynamic(({ n }: { n: Int }) => Array.from({ length: n }, (_, i) => d_loop({ n: i + 1 })));
export const d_entities = dynamic(
	{ nodeDependencyHints: [d_lp] },
	({ a }: { a: Int }): [Promised<Int>, Promised<Int>, Promised<Int>] => {
		const x = d_sub_wf({ a });
		const y = d_lp({ a: x });
		const z = d_sub_wf({ a: y });
		return [x, y, z];
	},
);
export const d_const = dynamic(({ a }: { a: Int }): [Int, string] => [a + 1, "constant"]);
export const d_const_list = dynamic(({ a }: { a: Int }): Int[] => [a, a + 1]);
export const d_const_mixed = dynamic(({ a }: { a: Int }): [Int, Promised<Int>] => [a + 1, t_int({ a })]);
export const d_noout = dynamic(({ a }: { a: Int }): void => {
	for (let i = 0; i < a; i++) t_none_out({ a: i });
});
export const d_nothing = dynamic(({ a: _ }: { a: Int }): void => {});
export const d_branch = dynamic(({ a }: { a: Int }): Promised<Int> => {
	if (a > 5) return t_int({ a });
	return add({ a, b: t_int({ a }) });
});
export const d_conditional = dynamic(({ a }: { a: Int }) => {
	const x = t_int({ a });
	return conditional("dc")
		.if(gt(x, 3), () => t_int({ a: x }))
		.else(() => add({ a: x, b: 1 }));
});
export const d_map = dynamic(({ n }: { n: Int }) => mapTask(t_int)({ a: Array.from({ length: n }, (_, i): Int => i) }));
export const d_map_promise = dynamic(({ n }: { n: Int }) =>
	sum_list({ xs: mapTask(t_int, { concurrency: 2 })({ a: mk_list({ n }) }) }),
);
export const d_map_twice = dynamic(({ n }: { n: Int }) =>
	Array.from({ length: n }, (_, i) => mapTask(t_int)({ a: [i, i + 1] })),
);
export const d_sub_many = dynamic(({ n }: { n: Int }) => Array.from({ length: n }, (_, a) => d_sub_wf({ a })));
export const d_nested_cond = dynamic(({ a }: { a: Int }) => {
	const x = t_int({ a });
	return conditional("outer")
		.if(gt(x, 10), () =>
			conditional("inner")
				.if(gt(x, 100), () => d_sub_wf({ a: x }))
				.else(() => add({ a: x, b: 2 })),
		)
		.else(() => add({ a: x, b: 3 }));
});
export const d_order = dynamic(({ n }: { n: Int }) => {
	let previous: Called<void> | undefined;
	for (let i = 0; i < n; i++) {
		const node = t_no_io();
		if (previous !== undefined) before(previous, node);
		previous = node;
	}
	return t_int({ a: n }).withOverrides({ nodeName: "last", requests: { cpu: "3" } });
});
export const d_attr = dynamic(({ n }: { n: Int }) => t_int({ a: mk_point({ x: n }).x }));
export const d_named = dynamic(({ n }: { n: Int }) =>
	outputs({ total: t_int({ a: n }), label: t_str({ a: String(n) }) }),
);

export const d_reftask = dynamic(({ n }: { n: Int }) => ref_t({ a: n }));
export const d_reflp = dynamic(({ n }: { n: Int }) => ref_lp({ a: n }));
export const d_raises = dynamic(({ n }: { n: Int }): Promised<Int> => {
	t_int({ a: n });
	throw new Error("user error in dynamic");
});
export const d_bad_type = dynamic(({ n: _ }: { n: Int }) => t_int({ a: "not an int" as never }));
export const d_missing_arg = dynamic(({ n: _ }: { n: Int }) => (t_int as unknown as () => Promised<Int>)());
export const d_use_promise = dynamic(({ n }: { n: Int }): Promised<Int> => {
	const x = t_int({ a: n });
	if ((x as never as number) > 3) return t_int({ a: x });
	return x;
});
export const d_range_promise = dynamic(({ n }: { n: Int }): Int => {
	const x = t_int({ a: n });
	let sum = 0;
	for (let i = 0; i < (x as never as number); i++) sum += i;
	return sum;
});
export const d_parent_wf = workflow(({ n }: Inputs<{ n: Int }>) => d_loop({ n }));
