import { outputs } from "flytekit-ts";
import type { SerializationSettings, TaskEntity } from "flytekit-ts/plugin";
import { mock, patch } from "flytekit-ts/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { correct, forecast, history, model, pages, publish, smooth, stationOf } from "./forecast.js";

const settings: SerializationSettings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: { images: [], defaultImage: { name: "default", fqn: "ghcr.io/acme/app", tag: "v1" } },
	env: {},
};
const templateOf = (task: unknown) => (task as TaskEntity).toTemplate(settings);

// names are known after the first awaited call
beforeAll(() => correct({ degrees: 1 }));

describe("the forecast", () => {
	it("runs here with the cluster's parts replaced", async () => {
		using stations = mock(stationOf).returns(7);
		using averages = patch(history, ({ station }) => station * 3);
		using _model = patch(model, ({ average }) => average + 0.123);
		using _smooth = patch(smooth, ({ degrees }) => outputs({ degrees }));
		using published = patch(publish, ({ city, degrees }) => `${city}: ${degrees}`);
		expect(await forecast({ city: "Bern" })).toBe("Bern: 21.1");
		expect(stations.calls).toEqual([{ city: "Bern" }]);
		expect(averages.calls).toEqual([{ station: 7 }]);
		expect(await pages({ cities: ["a", "b"] })).toEqual(["a: 20.5", "b: 20.5"]);
		expect(published.calls).toHaveLength(3);
	});

	it("asks for what is registered, and never runs it by accident", async () => {
		await expect(forecast({ city: "Bern" })).rejects.toThrow("stations.find");
	});
});

describe("what the cluster gets", () => {
	it("a statement, a connector's task, an image of others", () => {
		expect(templateOf(history)).toMatchObject({
			type: "snowflake",
			sql: { statement: "SELECT avg(degrees) FROM readings WHERE station = {{ .inputs.station }}" },
		});
		expect(templateOf(model)).toMatchObject({ type: "forecast_service", custom: { model: "daily-2" } });
		expect(templateOf(smooth)).toMatchObject({
			type: "raw-container",
			container: { image: "ghcr.io/acme/smooth:2", requests: { cpu: "500m", memory: "256Mi" } },
		});
	});

	it("our own task, on a GPU and cached by its code", () => {
		const template = templateOf(correct);
		expect(template.container?.requests).toEqual({ gpu: "1", memory: "8Gi" });
		expect(template.extendedResources).toMatchObject({ gpuAccelerator: { device: "nvidia-l4" } });
		expect(template.securityContext?.secrets).toEqual([{ group: "weather", key: "password", mount: "envVar" }]);
		expect(template.metadata.cache).toMatchObject({ serialize: true, ignoreInputs: ["log"] });
		expect(template.metadata.cache?.version).toMatch(/^[\w-]{22}$/);
	});
});
