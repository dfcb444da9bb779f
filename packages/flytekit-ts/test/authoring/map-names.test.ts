import { type Inputs, type Int, mapTask, task, workflow } from "flytekit-ts";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareDeclared } from "../../src/authoring/tracker.js";
import { outputsOrThrow, runEntity } from "../../src/engine/index.js";
import { mapName, shownName } from "../../src/graph/shown-name.js";

export const square = task(({ x }: { x: Int }): Int => {
	if (x === 3) throw new Error("three");
	return x * x;
});
export const each = mapTask(square, { concurrency: 2 });
export const bound = mapTask(square, { bound: { x: 1 } });
export const wrongName = workflow(({ xs }: Inputs<{ xs: Int[] }>) => each({ y: xs } as never));
export const nothing = workflow(() => each({} as never));
export const wrongType = workflow(({ s }: Inputs<{ s: string }>) => each({ x: s } as never));
export const twice = workflow(() => (bound as unknown as typeof each)({ x: [1] }));
export const over = workflow(({ xs }: Inputs<{ xs: Int[] }>) => each({ x: xs }).withOverrides({ retries: -1 }));
export const namesakes = workflow(({ xs }: Inputs<{ xs: Int[] }>) => {
	each({ x: xs }).withOverrides({ nodeName: "a" });
	return each({ x: xs }).withOverrides({ nodeName: "a" });
});
export const circle = workflow(({ xs }: Inputs<{ xs: Int[] }>) => {
	const first = each({ x: xs });
	const second = each({ x: first });
	second.before(first);
	return second;
});

beforeAll(() => prepareDeclared());

const NAME = "test.authoring.map-names.test.mapTask(square)";
const thrownBy = (entity: { toGraph(): unknown }) => {
	try {
		entity.toGraph();
	} catch (error) {
		return (error as Error).message;
	}
	throw new Error("nothing was thrown");
};

describe("a map is called by what it maps, wherever a person reads it", () => {
	it.each([
		["an unknown input", wrongName, `${NAME} has no input "y"`, "it takes mapTask(square)({ x: Int[] })"],
		["a missing input", nothing, `${NAME} was called without x: Int[]`, "call it as mapTask(square)({ x: Int[] })"],
		["a wrong type", wrongType, `${NAME} input x: expected Int[], got input s`, ""],
		["a bound input", twice, `input "x" of ${NAME} is bound already`, ""],
		["an override", over, `withOverrides of node n0 (${NAME}): retries is -1`, ""],
		["two nodes of one id", namesakes, `the id "a": ${NAME} at `, ""],
		["a circle", circle, `n0 (${NAME}) -> n1 (${NAME}) -> n0 (${NAME})`, ""],
	])("in the refusal of %s, with the place of the call", (_, entity, what, wayOut) => {
		const message = thrownBy(entity);
		expect(message).toContain(what);
		expect(message).toContain(wayOut);
		expect(message).toMatch(/\n {2}at \S+map-names\.test\.ts:\d+:\d+\n/);
		expect(message).not.toContain("arraynode");
	});

	it("in the events and failures of a run of its own", async () => {
		const seen: string[] = [];
		const runnable = (each as unknown as { runnable(): Parameters<typeof runEntity>[0] }).runnable();
		const inputs = new Map([["x", { kind: "collection" as const, items: [{ kind: "integer" as const, value: 3n }] }]]);
		const result = await runEntity(runnable, inputs, {
			onEvent: (event) => seen.push(JSON.stringify(event, (_, value) => (typeof value === "bigint" ? 0 : value))),
		});
		expect(() => outputsOrThrow(result)).toThrow("mapTask(square)/n0[0]: task");
		expect(seen.join("\n")).toContain(NAME);
		expect(seen.join("\n")).not.toContain("arraynode");
	});

	it("though its task on the wire has flytekit's name, which is read back", () => {
		expect(each.name).toMatch(/\.map_square_[0-9a-f]{32}-arraynode$/);
		expect(shownName(each.name)).toBe(NAME);
		expect(mapName("m.square")).toBe("m.mapTask(square)");
		for (const plain of ["m.square", "m.map_square", "map_x-arraynode"]) expect(shownName(plain)).toBe(plain);
	});
});
