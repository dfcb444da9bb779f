import { defaultTaskResolver, encodeTaskSpec, type SerializationSettings, type TaskEntity } from "flytekit-ts/plugin";
import { patch, runLocal } from "flytekit-ts/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { catalogue } from "./catalogue.js";
import { measured, measurements } from "./measured.js";
import { describe as described, mean, readings, weather } from "./weather.js";

const settings: SerializationSettings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: { images: [], defaultImage: { name: "default", fqn: "ghcr.io/acme/app", tag: "v1" } },
	env: {},
};
const templateOf = (task: unknown) => (task as TaskEntity).toTemplate(settings);

beforeEach(() => {
	measurements.length = 0;
});

describe("what a plugin adds", () => {
	it("runs here, all together", async () => {
		expect(await weather({ station: 7 })).toBe("22.7 °C");
		expect(measurements).toEqual([{ what: "describe", ok: true }]);
	});

	it("is a task type: its own type, custom, config and resources beside the container", () => {
		const template = templateOf(mean);
		expect(template.type).toBe("hive");
		expect(template.custom).toEqual({ workers: 4, entry: mean.name });
		expect(template.config).toEqual(new Map([["hive/protocol", "2"]]));
		expect(template.extendedResources).toEqual({ gpuAccelerator: { device: "nvidia-l4" } });
		expect(template.metadata.retries).toBe(1);
		expect(template.container?.args).toContain(mean.lhs);
		expect(encodeTaskSpec(mean, settings).byteLength).toBeGreaterThan(200);
	});

	it("is a SQL task: a statement and no container", () => {
		const template = templateOf(readings);
		expect(template.type).toBe("sql");
		expect(template.container).toBeUndefined();
		expect(template.sql).toEqual({
			statement: "SELECT celsius FROM readings WHERE station = {{ .inputs.station }}",
			dialect: "ansi",
		});
	});

	it("is a type with a literal of its own", async () => {
		expect(mean.getTypeForOutputVar("o0")).toMatchObject({ kind: "custom", name: "Temperature" });
		expect(mean.interface.outputs.get("o0")?.literalType).toEqual({ kind: "simple", simple: "float" });
		const value = await mean({ values: [20] });
		expect(value.kelvin).toBeCloseTo(293.15);
	});

	it("is a resolver: the container is told the catalogue's name, and the catalogue finds the task", async () => {
		const args = templateOf(described).container?.args ?? [];
		expect(args.slice(-5)).toEqual([
			"--resolver",
			"examples.plugin.catalogue",
			"--",
			"catalogue",
			"describe-temperature",
		]);
		expect(await catalogue.loadTask(args.slice(-2), async () => ({}))).toBe(described);
		await expect(catalogue.loadTask(["catalogue", "other"], async () => ({}))).rejects.toThrow(
			'the catalogue has no "other"; it has describe-temperature',
		);
		expect(mean.taskResolver).toBe(defaultTaskResolver);
	});

	it("is a decorator that sees failures too", async () => {
		const failing = measured("failing", async () => {
			throw new Error("no reading");
		});
		await expect(failing()).rejects.toThrow("no reading");
		expect(measurements).toEqual([{ what: "failing", ok: false }]);
	});

	it("is tested as any task: patched, with a store in memory", async () => {
		using _ = patch(readings, () => [0]);
		expect(await runLocal(weather, { station: 1 })).toBe("0.0 °C");
	});
});
