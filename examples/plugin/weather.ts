import { currentContext, flyte, type Inputs, type Int, task, workflow } from "flytekit-ts";
import { catalogue } from "./catalogue.js";
import { type Hive, hiveTask } from "./cluster-task.js";
import { measured } from "./measured.js";
import { queryTask } from "./query-task.js";
import { Temperature } from "./temperature.js";

/** Readings of a station, asked of the warehouse. */
export const readings = queryTask({
	statement: "SELECT celsius FROM readings WHERE station = {{ .inputs.station }}",
	inputs: { station: flyte.int() },
	outputs: flyte.list(flyte.float()),
	local: (statement) => (statement.endsWith("= 7") ? [21.5, 22.5, 24] : []),
});

/** The mean of many readings: work for several machines. */
export const mean = hiveTask(
	{ workers: 4, device: "nvidia-l4", retries: 1 },
	({ values }: { values: number[] }): Temperature => {
		const { hive, logger } = currentContext<{ hive: Hive }>();
		logger.info(`${values.length} readings on ${hive.workers} machines`);
		return Temperature.celsius(values.reduce((a, b) => a + b, 0) / Math.max(1, values.length));
	},
);

/** What people read. */
export const describe = catalogue.add(
	"describe-temperature",
	task(measured("describe", ({ value }: { value: Temperature }): string => `${value.celsius.toFixed(1)} °C`)),
);

export const weather = workflow(({ station }: Inputs<{ station: Int }>) =>
	describe({ value: mean({ values: readings({ station }) }) }),
);
