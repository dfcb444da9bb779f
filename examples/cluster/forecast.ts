import {
	accelerators,
	connectorTask,
	containerTask,
	dynamic,
	flyte,
	type Inputs,
	type Int,
	referenceLaunchPlan,
	referenceTask,
	sqlTask,
	task,
	workflow,
} from "flytekit-ts";

const team = { project: "weather", domain: "production", version: "v3" };

/** Another team's task, as it is registered: its interface is what is said here. */
export const stationOf = referenceTask<{ city: string }, Int>({ ...team, name: "stations.find" });

/** Another team's workflow, by its launch plan: it runs as an execution of its own. */
export const publish = referenceLaunchPlan<{ city: string; degrees: number }, string>({
	...team,
	name: "publish.page",
});

/** Runs where the data is; there is no container. */
export const history = sqlTask({
	query: "SELECT avg(degrees) FROM readings WHERE station = {{ .inputs.station }}",
	taskType: "snowflake",
	inputs: { station: flyte.int() },
	outputs: flyte.float(),
});

/** A service that the deployment's connector knows how to ask. */
export const model = connectorTask({
	taskType: "forecast_service",
	custom: { model: "daily-2" },
	inputs: { average: flyte.float() },
	outputs: flyte.float(),
	retries: 2,
});

/** A program in an image that knows nothing of Flyte: inputs come as words, outputs go into files. */
export const smooth = containerTask({
	image: "ghcr.io/acme/smooth:2",
	command: ["smooth", "--degrees", "{{.inputs.degrees}}", "--out", "/var/outputs/degrees"],
	outputDataDir: "/var/outputs",
	inputs: { degrees: flyte.float() },
	outputs: { degrees: flyte.float() },
	requests: { cpu: "500m", mem: "256Mi" },
});

/** Our own code, on a GPU, with a password and a version that follows the code. */
export const correct = task(
	{
		cache: { serialize: true, ignoreInputs: ["log"] },
		requests: { gpu: 1, mem: "8Gi" },
		accelerator: accelerators.L4,
		sharedMemory: "1Gi",
		secrets: [{ group: "weather", key: "password", mount: "envVar" }],
		environment: { MODE: "exact" },
	},
	({ degrees, log = false }: { degrees: number; log?: boolean }) => {
		if (log) console.error(`correcting ${degrees}`);
		return Math.round(degrees * 10) / 10;
	},
);

/** Asks all of them, one after the other; nothing of it runs here unless it is patched. */
export const forecast = workflow(({ city }: Inputs<{ city: string }>) => {
	const average = history({ station: stationOf({ city }) });
	const { degrees } = smooth({ degrees: model({ average }) });
	return publish({ city, degrees: correct({ degrees }) });
});

/** Launches one execution for each city. A dynamic may call what is registered by its launch plan. */
export const pages = dynamic(({ cities }: { cities: string[] }) =>
	cities.map((city) => publish({ city, degrees: 20.5 }).withOverrides({ nodeName: `page-${city}` })),
);
