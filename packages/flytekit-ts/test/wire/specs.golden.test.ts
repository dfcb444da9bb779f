import { describe, expect, test } from "vitest";
import type { SerializationSettings } from "../../src/config/serialization-settings.js";
import { Writer } from "../../src/wire/codec/writer.js";
import {
	graphFromDynamicJobSpec,
	launchPlanFromProto,
	taskFromProto,
	workflowFromProto,
} from "../../src/wire/from-proto/index.js";
import { containerFrom } from "../../src/wire/from-proto/task-template.js";
import { Container } from "../../src/wire/gen/flyteidl/core/tasks.js";
import {
	decodeLiteralMap,
	encodeDynamicJobSpec,
	encodeLaunchPlan,
	encodeLiteralMap,
	encodeTaskSpec,
	encodeWorkflowSpec,
} from "../../src/wire/index.js";
import { protoJson } from "../../src/wire/json.js";
import { writeContainer } from "../../src/wire/to-proto/task.js";
import { leveled } from "./differences.js";
import { type Golden, goldens } from "./goldens.js";

/** Nothing of these may show: everything in the goldens has an id of its own. */
const settings: SerializationSettings = {
	project: "other-project",
	domain: "other-domain",
	version: "other-version",
	imageConfig: { images: [] },
	env: {},
};

const isTask = ({ name }: Golden) => /__task|^mt_/.test(name);
const isRun = ({ name }: Golden) => /__run_/.test(name);
const maps = goldens("maps");
const containers = goldens("containers");
const dynamics = goldens("dynamics");
const isLiteralMap = ({ json }: Golden) => !("nodes" in (json as object));

describe.each([
	{
		message: "flyteidl.admin.TaskSpec",
		cases: [
			...goldens("tasks"),
			...maps.filter(isTask),
			...dynamics.filter((golden) => !isRun(golden)),
			...containers.filter(isWorkflowPart),
		],
		again: (bytes: Uint8Array) => encodeTaskSpec(taskFromProto(bytes), settings),
		least: 50,
	},
	{
		message: "flyteidl.admin.WorkflowSpec",
		cases: [
			...goldens("workflows"),
			...maps.filter((golden) => !isTask(golden)),
			...containers.filter(({ name }) => name === "eager_as_workflow"),
		],
		again: (bytes: Uint8Array) => encodeWorkflowSpec(workflowFromProto(bytes), settings),
		least: 20,
	},
	{
		message: "flyteidl.core.DynamicJobSpec",
		cases: dynamics.filter((golden) => isRun(golden) && !isLiteralMap(golden)),
		again: (bytes: Uint8Array) => encodeDynamicJobSpec(graphFromDynamicJobSpec(bytes), settings),
		least: 12,
	},
	{
		message: "flyteidl.core.LiteralMap",
		cases: dynamics.filter((golden) => isRun(golden) && isLiteralMap(golden)),
		again: (bytes: Uint8Array) => encodeLiteralMap(decodeLiteralMap(bytes)),
		least: 4,
	},
	{
		message: "flyteidl.admin.LaunchPlan",
		cases: goldens("launchplans"),
		again: (bytes: Uint8Array) => encodeLaunchPlan(launchPlanFromProto(bytes), settings),
		least: 10,
	},
	{
		message: "flyteidl.core.Container",
		cases: containers.filter((golden) => !isWorkflowPart(golden) && golden.name !== "eager_as_workflow"),
		again: (bytes: Uint8Array) => {
			const w = new Writer();
			writeContainer(w, containerFrom(Container.decode(bytes)));
			return w.bytes();
		},
		least: 12,
	},
])("$message that flytekit wrote", ({ message, cases, again, least }) => {
	test("are all there", () => expect(cases.length).toBeGreaterThanOrEqual(least));

	test.each(cases)("$name: our JSON of its bytes is Python's", ({ bytes, json }) => {
		expect(protoJson(message, bytes)).toEqual(json);
	});

	test.each(cases)("$name: the same message after becoming our model and back", ({ name, bytes, json }) => {
		expect(leveled(protoJson(message, again(bytes)), name)).toEqual(leveled(json, name));
	});

	test.each(cases)("$name: written twice, the bytes are equal", ({ bytes }) => {
		expect(Buffer.compare(again(bytes), again(again(bytes)))).toBe(0);
	});
});

function isWorkflowPart({ name }: Golden): boolean {
	return name.startsWith("eager_as_workflow__");
}
