import { pathToFileURL } from "node:url";
import { currentClock } from "../../context/clock.js";
import { currentContext } from "../../context/execution.js";
import { currentConvert } from "../../graph/runner-port.js";
import type { GivenOf, SchemaFields } from "../../interface/schema/index.js";
import { flyte } from "../../interface/schema/index.js";
import { duration, type JsonObject } from "../../types/index.js";
import type { Time } from "../api-types.js";
import { checkOptions, milliseconds } from "../options.js";
import type { FunctionTask } from "../task/function-task.js";
import { BackendTask } from "./backend-task.js";

/** What `sensor({ ... })` takes. flytekit: BaseSensor. */
export interface SensorOptions<S extends SchemaFields> {
	/** The sensor's class, where the deployment's connector (agent) has it: `flytekit.sensor.file_sensor`, `FileSensor`. */
	readonly sensorModule: string;
	readonly sensorName: string;
	readonly sensorConfig?: JsonObject;
	readonly inputs?: S;
	/** The longest it may wait. */
	readonly timeout?: Time;
	/** Whether what it waits for is there, when it runs here; asked again every `interval`. */
	readonly poke?: (inputs: GivenOf<S>) => boolean | Promise<boolean>;
	/** Default: 1s */
	readonly interval?: Time;
}

const OPTIONS = ["sensorModule", "sensorName", "sensorConfig", "inputs", "timeout", "poke", "interval"] as const;

/**
 * A task that ends when something is there. On Flyte the deployment's connector asks; here `poke` does, and without one it runs
 * only on Flyte.
 */
export function sensor<S extends SchemaFields = {}>(options: SensorOptions<S>): FunctionTask<GivenOf<S>, void> {
	return makeSensor(options as never, sensor);
}

function makeSensor(options: SensorOptions<SchemaFields>, above: (...args: never[]) => unknown): FunctionTask {
	checkOptions("sensor", options, OPTIONS);
	const { sensorModule, sensorName, sensorConfig, inputs = {}, timeout, poke, interval } = options;
	const every = duration(milliseconds("sensor", "interval", interval ?? "1s"));
	return new BackendTask({
		factory: "sensor",
		above,
		options: timeout === undefined ? {} : { timeout },
		schemas: { inputs },
		taskType: "sensor",
		custom: {
			sensor_module: sensorModule,
			sensor_name: sensorName,
			sensor_config: sensorConfig ?? null,
			inputs: null,
		},
		...(poke === undefined
			? {}
			: {
					async local(given) {
						const { signal } = currentContext();
						const clock = currentClock();
						while (!(await poke(given as never))) await clock.sleep(every.ms, signal);
					},
				}),
	});
}

/** Waits until a file is there, by its path or URI. flytekit: FileSensor. */
export function fileSensor(
	options: { readonly timeout?: Time; readonly interval?: Time } = {},
): FunctionTask<{ path: string }, void> {
	return makeSensor(
		{
			...options,
			sensorModule: "flytekit.sensor.file_sensor",
			sensorName: "FileSensor",
			inputs: { path: flyte.string() },
			poke: async (inputs) => exists((inputs as { path: string }).path),
		},
		fileSensor,
	);
}

async function exists(path: string): Promise<boolean> {
	const uri = /^[a-z][a-z0-9+.-]+:/i.test(path) ? path : pathToFileURL(path).href;
	return (await currentConvert().blobs.stat(uri)) !== undefined;
}
