import {
	accelerators,
	connectorTask,
	containerTask,
	cron,
	every,
	type FlyteFile,
	flyte,
	type Inputs,
	type InputsOf,
	type Int,
	launchPlan,
	type OutputOf,
	type Outputs,
	type PodTemplate,
	sensor,
	shellTask,
	slack,
	sqlTask,
	task,
	workflow,
} from "flytekit-ts";
import { same } from "./same.js";

// options of tasks
interface ClientPodSpec {
	containers: { name: string; image?: string; tty?: boolean }[];
	hostNetwork?: boolean;
}
declare const clientSpec: ClientPodSpec;
export const pods: PodTemplate[] = [
	{ podSpec: clientSpec, primaryContainerName: "main" },
	{ podSpec: { containers: [{ name: "a", stdin: true }], tolerations: [{ key: "k" }] } },
];
export const asking = task(
	{
		resources: { cpu: ["500m", 2], mem: 1024, gpu: 1 },
		accelerator: accelerators.V5E.partition("2x2"),
		sharedMemory: true,
		enableDeck: true,
		deckFields: ["source", "output"],
		cache: { policies: [{ getVersion: ({ source }) => source }], salt: "a", ignoreInputs: ["n"] },
	},
	({ n }: { n: Int }) => n,
);
same<OutputOf<typeof asking>, Int>();

// tasks without a function
export const shell = shellTask({
	script: "",
	inputs: { a: flyte.int(), b: flyte.optional(flyte.string()) },
	outputs: { out: flyte.file("csv") },
	outputLocations: { out: "x.csv" },
});
same<InputsOf<typeof shell>, { a: Int; b?: string | undefined }>();
same<OutputOf<typeof shell>, Outputs<{ out: FlyteFile<"csv"> }>>();
export const silent = shellTask({ script: "true" });
same<OutputOf<typeof silent>, void>();
export const container = containerTask({
	image: "a",
	command: ["b"],
	outputDataDir: "/o",
	inputs: { a: flyte.float() },
	outputs: flyte.string(),
});
same<InputsOf<typeof container>, { a: number }>();
same<OutputOf<typeof container>, string>();
export const statement = sqlTask({ query: "", inputs: { day: flyte.string() } });
same<InputsOf<typeof statement>, { day: string }>();
same<OutputOf<typeof statement>, void>();
export const text: string = statement.getQuery({ day: "x" });
export const connected = connectorTask({ taskType: "x", outputs: { n: flyte.int() } });
same<OutputOf<typeof connected>, Outputs<{ n: Int }>>();
export const sensed = sensor({
	sensorModule: "m",
	sensorName: "S",
	inputs: { path: flyte.string() },
	poke: ({ path }) => path.length > 0,
});
same<InputsOf<typeof sensed>, { path: string }>();

// launch plans
const timed = workflow(({ at: _, n = 1 }: Inputs<{ at: Date; n?: Int }>) => asking({ n }));
export const plans = [
	launchPlan(timed, { name: "a", schedule: cron("@daily", { kickoffTimeArg: "at", offset: "PT1H" }) }),
	launchPlan(timed, {
		name: "b",
		schedule: every("1h"),
		notifications: [slack({ phases: ["timedOut"], recipients: ["a@x.com"] })],
		concurrencyPolicy: { max: 1, behavior: "skip" },
	}),
];
