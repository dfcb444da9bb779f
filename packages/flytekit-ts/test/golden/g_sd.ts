/** A structured dataset with columns. The twin of flytekit's g_sd.py. */
import { flyte, task } from "flytekit-ts";

export const t_sd_cols = task(
	{
		inputs: { d: flyte.dataset({ a: flyte.int(), b: flyte.string() }, { format: "parquet" }) },
		outputs: flyte.dataset({ a: flyte.int() }),
	},
	({ d }) => d,
);
