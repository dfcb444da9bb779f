import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	connectorTask,
	containerTask,
	currentContext,
	FlyteFile,
	fileSensor,
	flyte,
	type Inputs,
	type Int,
	sensor,
	shellTask,
	sqlTask,
	task,
	workflow,
} from "flytekit-ts";

export const count = shellTask({
	script: `printf '%s' "{inputs.text}" > "{outputs.copy}"
		wc -c < "{outputs.copy}" > "{ outputs.size }"
		mkdir -p {outputs.all} && cp "{outputs.copy}" {outputs.all}/one
		for i in {1,2}; do echo \${i}; done`,
	inputs: { text: flyte.string() },
	outputs: { copy: flyte.file("txt"), size: flyte.file(), all: flyte.directory() },
	outputLocations: { copy: "{inputs.text}.txt" },
});
export const fails = shellTask({ script: "echo no >&2; exit 3", retries: 1, inputs: {} });
export const catFile = shellTask({
	script: 'cat "{inputs.file}" > {outputs.out}; [ {inputs.n} -eq 3 ]',
	inputs: { file: flyte.file(), n: flyte.int() },
	outputs: { out: flyte.file() },
});
export const text = task(async ({ file }: { file: FlyteFile }) => (await file.text()).trim());
export const makeFile = task(({ text }: { text: string }) => {
	const path = join(currentContext().workingDirectory, "made.txt");
	writeFileSync(path, text);
	return new FlyteFile(path);
});
export const shells = workflow(({ word }: Inputs<{ word: string }>) => {
	const { out } = catFile({ file: makeFile({ text: word }), n: 3 as Int });
	return text({ file: out });
});

export const area = containerTask({
	image: "other:v1",
	command: ["calculate", "{{.inputs.a}}", "{{.inputs.b}}"],
	arguments: ["/var/outputs"],
	inputDataDir: "/var/inputs",
	outputDataDir: "/var/outputs",
	inputs: { a: flyte.float(), b: flyte.float() },
	outputs: { area: flyte.float(), metadata: flyte.string() },
	requests: { cpu: 1 },
	environment: { MODE: "exact" },
	podTemplateName: "small",
});
export const templated = containerTask({
	image: "{{.image.other.fqn}}:{{.image.default.version}}",
	command: ["true"],
	inputs: {},
	retries: 2,
});
export const inPod = containerTask({
	image: "alpine:3",
	command: ["true"],
	inputs: {},
	podTemplate: { podSpec: { containers: [] } },
});

export const orders = sqlTask({
	query: `
		SELECT * FROM orders
		WHERE day = {{ .inputs.day }}`,
	inputs: { day: flyte.string() },
	outputs: flyte.dataset({ id: flyte.int() }),
	taskType: "athena",
	custom: { database: "shop" },
});

export const query = connectorTask({
	taskType: "bigquery_query_job_task",
	taskTypeVersion: 1,
	custom: { Location: "eu" },
	inputs: { n: flyte.int() },
	outputs: flyte.string(),
	retries: 2,
});

export const flagged = sensor({
	sensorModule: "my.sensors",
	sensorName: "FlagSensor",
	sensorConfig: { every: 5 },
	inputs: { name: flyte.string() },
	timeout: "10s",
	interval: "1ms",
	poke: ({ name }) => existsSync(name),
});
export const asked = { times: 0 };
export const slow = sensor({
	sensorModule: "my.sensors",
	sensorName: "SlowSensor",
	inputs: {},
	interval: "1h",
	poke: () => ++asked.times > 3,
});
export const slowFile = fileSensor({ interval: "1h" });
export const remoteOnly = sensor({ sensorModule: "my.sensors", sensorName: "Other", inputs: {} });
export const fileIsThere = fileSensor({ timeout: "5s", interval: "1ms" });
