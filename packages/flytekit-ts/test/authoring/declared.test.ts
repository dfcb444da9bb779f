import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { connectorTask, containerTask, flyte, mapTask, shellTask, sqlTask } from "flytekit-ts";
import { encodeTaskSpec, type FunctionTask, type SerializationSettings } from "flytekit-ts/plugin";
import { FakeClock, runLocal } from "flytekit-ts/testing";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { protoJson } from "../../src/wire/json.js";
import {
	area,
	asked,
	catFile,
	count,
	fails,
	fileIsThere,
	flagged,
	inPod,
	makeFile,
	orders,
	query,
	remoteOnly,
	shells,
	slow,
	slowFile,
	templated,
	text,
} from "./declared-entities.js";

const settings: SerializationSettings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: {
		defaultImage: { name: "default", fqn: "app", tag: "v1" },
		images: [{ name: "other", fqn: "other", tag: "v2" }],
	},
	env: { MODE: "settings" },
};
const MODULE = "test.authoring.declared-entities";
/** The template as protobuf's JSON. */
function template(task: unknown): Record<string, unknown> {
	const bytes = encodeTaskSpec(task as FunctionTask, settings);
	return (protoJson("flyteidl.admin.TaskSpec", bytes) as { template: Record<string, unknown> }).template;
}

const folder = mkdtempSync(join(tmpdir(), "declared-"));
beforeAll(async () => {
	vi.spyOn(process.stderr, "write").mockReturnValue(true);
	await makeFile({ text: "x" });
	return () => rmSync(folder, { recursive: true });
});
afterEach(() => {
	vi.unstubAllEnvs();
});

describe("shell tasks", () => {
	it("run a script with inputs as variables and outputs as files", async () => {
		const { copy, size, all } = await count({ text: 'a "$(echo b)" c' });
		expect(await text({ file: copy })).toBe('a "$(echo b)" c');
		expect(await text({ file: size })).toBe("15");
		expect(await all.list()).toEqual(["one"]);
	});

	it("read files by their local path", async () => {
		expect(await shells({ word: "hello" })).toBe("hello");
		expect(await catFile.getTypeForOutputVar("out")).toMatchObject({ kind: "file" });
	});

	it("fail with the script's exit code and log, and are tried again", async () => {
		await expect(fails()).rejects.toThrow(/attempt 2 of 2[\s\S]*ended with exit code 3\nno/);
	});

	it("run in our container", () => {
		expect(template(count)).toMatchObject({ type: "python-task", container: { image: "app:v1" } });
	});
});

describe("container tasks", () => {
	it("have a template without an entrypoint", () => {
		expect(template(area)).toMatchObject({
			type: "raw-container",
			metadata: { podTemplateName: "small" },
			container: {
				image: "other:v1",
				command: ["calculate", "{{.inputs.a}}", "{{.inputs.b}}"],
				args: ["/var/outputs"],
				env: [{ key: "MODE", value: "exact" }],
				resources: { requests: [{ name: "CPU", value: "1" }] },
				dataConfig: { enabled: true, inputPath: "/var/inputs", outputPath: "/var/outputs" },
			},
		});
		expect(template(templated)).toMatchObject({ container: { image: "other:v1" } });
		expect(template(inPod)).toMatchObject({
			config: { primary_container_name: "primary" },
			k8sPod: {
				dataConfig: { enabled: true },
				podSpec: { containers: [{ name: "primary", image: "alpine:3", command: ["true"], args: [] }] },
			},
		});
	});

	it("run here through docker", async () => {
		// a docker that writes what it was told, and the outputs
		writeFileSync(
			join(folder, "docker"),
			`#!/bin/sh
			echo "$@" > ${folder}/told
			for word; do case "$word" in *:/var/outputs) out="\${word%%:*}" ;; esac; done
			echo 7.5 > "$out/area"; echo fine > "$out/metadata"`,
		);
		chmodSync(join(folder, "docker"), 0o755);
		vi.stubEnv("PATH", `${folder}${delimiter}${process.env.PATH}`);
		expect(await area({ a: 3, b: 2.5 })).toEqual({ area: 7.5, metadata: "fine" });
		const told = readFileSync(join(folder, "told"), "utf8");
		expect(told).toMatch(/^run --rm --volume \S+\/inputs\/a:\/var\/inputs\/a:ro /);
		expect(told).toMatch(/ calculate 3 2\.5 \/var\/outputs$/m);
	});

	it("refuse here, at once, an image that only a registration can name", async () => {
		const told = join(folder, "never");
		writeFileSync(join(folder, "docker"), `#!/bin/sh\necho "$@" > ${told}`);
		chmodSync(join(folder, "docker"), 0o755);
		vi.stubEnv("PATH", `${folder}${delimiter}${process.env.PATH}`);
		const message = await templated().then(
			() => "",
			(error: Error) => error.message,
		);
		expect(message).toContain(
			`task ${MODULE}.templated cannot run here: its image "{{.image.other.fqn}}:{{.image.default.version}}" has {{.image.other.fqn}}`,
		);
		expect(message).toContain("way out: templates are filled in when the task is registered: name the image itself");
		expect(message).not.toContain("attempt 3 of 3");
		expect(existsSync(told)).toBe(false);
	});

	it("say what is missing where there is no docker", async () => {
		vi.stubEnv("PATH", folder.concat("-nowhere"));
		await expect(area({ a: 3, b: 2 })).rejects.toThrow(
			`task ${MODULE}.area needs the command docker, which is not installed here`,
		);
	});
});

describe("SQL tasks", () => {
	it("carry their statement", () => {
		expect(template(orders)).toMatchObject({
			type: "athena",
			custom: { database: "shop" },
			sql: { statement: "SELECT * FROM orders WHERE day = {{ .inputs.day }}", dialect: "ANSI" },
		});
		expect(template(orders)).not.toHaveProperty("container");
	});

	it("show the statement with values, and run only on Flyte", async () => {
		expect(orders.getQuery({ day: "'2024-01-01'" })).toBe("SELECT * FROM orders WHERE day = '2024-01-01'");
		expect(() => orders.getQuery()).toThrow(`the query of ${MODULE}.orders uses input "day"`);
		expect(() => orders.getQuery({ day: 1, n: 2 })).toThrow(`the query of ${MODULE}.orders does not use input "n"`);
		await expect(orders({ day: "x" })).rejects.toThrow(`task ${MODULE}.orders of type athena runs only on Flyte`);
	});
});

describe("connector tasks and sensors", () => {
	it("carry what the connector reads", async () => {
		expect(template(query)).toMatchObject({
			type: "bigquery_query_job_task",
			taskTypeVersion: 1,
			custom: { Location: "eu" },
			metadata: { retries: { retries: 2 } },
		});
		await expect(query({ n: 1 })).rejects.toThrow("of type bigquery_query_job_task runs only on Flyte");
		expect(template(flagged)).toMatchObject({
			type: "sensor",
			metadata: { timeout: "10s" },
			custom: {
				sensor_module: "my.sensors",
				sensor_name: "FlagSensor",
				sensor_config: { every: 5 },
				inputs: null,
			},
		});
		await expect(remoteOnly()).rejects.toThrow("of type sensor runs only on Flyte");
	});

	it("wait here until it is there", async () => {
		// a task with a timeout runs in a thread, which has its own copy of every module: all that it knows is its inputs
		const waiting = flagged({ name: join(folder, "flag") });
		const file = fileIsThere({ path: join(folder, "flag") });
		setTimeout(() => writeFileSync(join(folder, "flag"), ""), 20);
		expect(await waiting).toBeUndefined();
		expect(await file).toBeUndefined();
	});
});

describe("sensors and the run's clock", () => {
	it("wait by it, so that a test takes no time", async () => {
		asked.times = 0;
		const clock = new FakeClock({ auto: true, start: 0 });
		expect(await runLocal(slow, {}, { clock })).toBeUndefined();
		expect([asked.times, clock.now()]).toEqual([4, 3 * 3_600_000]);
	});

	it("ask again for a file when it has moved on", async () => {
		const path = join(folder, "late");
		const clock = new FakeClock({ start: 0 });
		const waiting = runLocal(slowFile, { path }, { clock });
		await vi.waitUntil(() => clock.sleepers === 1);
		writeFileSync(path, "");
		await clock.advance(3_600_000);
		expect(await waiting).toBeUndefined();
	});
});

describe("refusals", () => {
	it.each([
		[() => shellTask({} as never), "shellTask() takes either script or scriptFile"],
		[() => shellTask({ scriptFile: "/nowhere/x.sh" }), 'shellTask() option scriptFile "/nowhere/x.sh" cannot be read'],
		[
			() => shellTask({ script: "echo {inputs.a}" }),
			'a template of shellTask() uses input "a", which it does not have',
		],
		[
			() => shellTask({ script: "", outputs: { n: flyte.int() } as never }),
			'shellTask() output "n" is neither a file nor a directory',
		],
		[() => containerTask({ image: "" } as never), "containerTask() needs an image and a command"],
		[
			() => containerTask({ image: "a", command: ["{{.inputs.x}}"] }),
			'a template of containerTask() uses input "x", which it does not have',
		],
		[
			() => containerTask({ image: "a", command: [], outputs: flyte.int() }),
			"containerTask() has outputs but no outputDataDir",
		],
		[() => sqlTask({ query: "{{.inputs.x}}" }), 'a template of sqlTask() uses input "x", which it does not have'],
		[() => sqlTask({} as never), "sqlTask() needs a query"],
		[() => connectorTask({} as never), "connectorTask() needs a taskType"],
		[() => mapTask(area as never), "mapTask() takes no task of type raw-container"],
		[() => mapTask(query as never), "mapTask() takes no task of type bigquery_query_job_task"],
	])("refusal %#", (make, message) => {
		expect(make).toThrow(message);
	});
});
