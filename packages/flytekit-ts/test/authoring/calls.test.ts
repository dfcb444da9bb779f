import { describe, expect, it } from "vitest";
import {
	attributes,
	awaiting,
	both,
	calling,
	cubes,
	describe_,
	divide,
	echoed,
	greet,
	log,
	main,
	mapping,
	note,
	nothing,
	ordered,
	outerDynamic,
	pieces,
	plan,
	planWithDefault,
	someFail,
	split,
	square,
	squareAll,
	squares,
	sum,
	sumOfSquares,
} from "./entities.js";

describe("a call at top level runs here, through literals", () => {
	it("runs a task", async () => {
		expect(await square({ x: 4 })).toBe(16);
	});
	it("gives several outputs as a tuple", async () => {
		expect(await split({ text: "abc" })).toEqual(["ABC", 3]);
	});
	it("gives named outputs as an object", async () => {
		expect(await divide({ a: 17, b: 5 })).toEqual({ quotient: 3, remainder: 2 });
	});
	it("gives an optional output that its body leaves out as none", async () => {
		expect(await echoed({ a: 1, note: undefined })).toEqual({ a: 1, note: undefined });
		expect(await echoed({ a: 1, note: "x" })).toEqual({ a: 1, note: "x" });
	});
	it("gives undefined for no output", async () => {
		log.length = 0;
		expect(await note({ text: "x" })).toBeUndefined();
		expect(log).toEqual(["x"]);
	});
	it("fills in defaults and leaves optional inputs out", async () => {
		expect(await greet({ name: "Ann" })).toBe("Hello Ann .");
		expect(await greet({ name: "Ann", greeting: "Hi", mark: "!" })).toBe("Hi Ann !");
	});
	it("runs a workflow, with its default and with a value", async () => {
		expect(await main()).toBe(5);
		expect(await main({ n: 5 })).toBe(30);
	});
	it("runs a dynamic, again and with other inputs", async () => {
		expect(await sumOfSquares({ n: 2 })).toBe(1);
		expect(await sumOfSquares({ n: 5 })).toBe(30);
		expect(await squares({ n: 3 })).toEqual([0, 1, 4]);
		expect(await squares({ n: 0 })).toEqual([]);
	});
	it("gives a dynamic's own values when it makes no call", async () => {
		expect(await nothing({ n: 7 })).toEqual([7, 8]);
		expect(await nothing({ n: 0 })).toEqual([]);
	});
	it("runs dynamics inside dynamics, workflows and launch plans inside them", async () => {
		expect(await outerDynamic({ n: 3 })).toBe(0 + 1 + 5);
		expect(await calling({ n: 2 })).toBe(1 + 5 + 14);
	});
	it("runs launch plans with fixed and default inputs", async () => {
		expect(await plan()).toBe(14);
		expect(await planWithDefault()).toBe(30);
		expect(await planWithDefault({ n: 1 })).toBe(0);
	});
	it("runs named and tuple outputs through a workflow", async () => {
		expect(await both({ a: 7, b: 2 })).toEqual({ quotient: 3, remainder: 1 });
		expect(await pieces({ text: "ab" })).toEqual([2, "AB"]);
	});
	it("reaches into structs, lists and maps", async () => {
		expect(await attributes({ name: "Ann" })).toEqual({ first: "a", who: "name=Ann,tag=b" });
	});
	it("orders calls that no data orders", async () => {
		log.length = 0;
		await ordered();
		expect(log).toEqual(["first", "second", "third"]);
	});
	it("lets an async body await a call and pass the view on", async () => {
		expect(await awaiting({ n: 9 })).toBe("Ann (9)");
	});
	it("maps", async () => {
		expect(await squareAll({ x: [1, 2, 3] })).toEqual([1, 4, 9]);
		expect(await squareAll({ x: [] })).toEqual([]);
		expect(await mapping({ xs: [1, 2, 3] })).toBe(14);
		expect(await cubes({ base: [1, 2, 3] })).toEqual([1, 8, 27]);
		expect(await someFail({ x: [1, 2, 3] })).toEqual([1, undefined, 3]);
	});
	it("runs many at once without mixing them up", async () => {
		const results = await Promise.all(Array.from({ length: 20 }, (_, n) => sumOfSquares({ n })));
		expect(results).toEqual(
			Array.from({ length: 20 }, (_, n) => Array.from({ length: n }, (_, x) => x * x).reduce((a, b) => a + b, 0)),
		);
	});
});

describe("wrong calls", () => {
	const loose = (entity: unknown) => entity as (...args: unknown[]) => Promise<unknown>;
	const message = async (call: () => Promise<unknown>) => {
		try {
			await call();
		} catch (error) {
			// the line of the call, which stands in this file
			return (error as Error).message.replace(/\S*\/(calls\.test\.ts):\d+:\d+/, "$1");
		}
		throw new Error("it did not throw");
	};
	it("names what is missing, with its type", async () => {
		expect(await message(() => loose(greet)({}))).toMatchInlineSnapshot(`
			"test.authoring.entities.greet was called without name: string
			  at calls.test.ts
			  way out: call it as greet({ name: string, greeting?: string, mark?: string | undefined })"
		`);
	});
	it("names what is unknown, and the nearest", async () => {
		expect(await message(() => loose(greet)({ nam: "Ann" }))).toMatchInlineSnapshot(`
			"test.authoring.entities.greet has no input "nam"
			  at calls.test.ts
			  way out: did you mean "name"? it takes greet({ name: string, greeting?: string, mark?: string | undefined })"
		`);
	});
	it("refuses a wrong type before the task runs", async () => {
		expect(await message(() => loose(square)({ x: "7" }))).toMatchInlineSnapshot(`
			"test.authoring.entities.square input x: expected Int, got string "7"
			  at calls.test.ts
			  way out: convert it where it comes from: Number(text)"
		`);
		expect(await message(() => loose(square)({ x: 1.5 }))).toMatchInlineSnapshot(`
			"test.authoring.entities.square input x: expected Int, got number 1.5
			  at calls.test.ts
			  way out: round it (Math.round, Math.trunc), or declare number"
		`);
		expect(await message(() => loose(sum)({ values: [1, 2, null] }))).toMatchInlineSnapshot(`
			"test.authoring.entities.sum input values[2]: expected Int, got null
			  at calls.test.ts
			  way out: give a value, or declare Int | null"
		`);
		expect(
			await message(() => loose(describe_)({ person: { name: "Ann", age: "3", tags: [] } })),
		).toMatchInlineSnapshot(`
			"test.authoring.entities.describe_ input person.age: expected Int, got string "3"
			  at calls.test.ts
			  way out: convert it where it comes from: Number(text)"
		`);
	});
	it("refuses positional arguments", async () => {
		expect(await message(async () => loose(square)(4))).toMatchInlineSnapshot(`
			"test.authoring.entities.square takes one object with its inputs, got number
			  at calls.test.ts
			  way out: call it as square({ x: Int })"
		`);
		expect(await message(async () => loose(square)({ x: 4 }, 5))).toMatchInlineSnapshot(`
			"test.authoring.entities.square takes one object with its inputs, got 2 arguments
			  way out: name the inputs: \`square({ x: 4 })\`"
		`);
	});
	it("names node and task when a body throws", async () => {
		const text = await message(async () => both({ a: 1, b: 0 }));
		expect(text).toContain("division by zero");
		expect(text).toContain("both/n0");
		expect(text).toContain("divide");
	});
});
