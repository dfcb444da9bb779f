import { describe, expect, it } from "vitest";
import { duration } from "../../src/index.js";
import { fromLiteral, literalTypeOf, type NativeType, toLiteral } from "../../src/types/index.js";
import { type MsgpackWriter, packed } from "../../src/types/msgpack/writer.js";
import { float, int, list, nil, record, span, string, testContext, union } from "./natives.js";

const field = (name: string, type: NativeType, initial?: unknown) => ({
	name,
	type,
	optional: false,
	...(initial === undefined ? {} : { default: initial as never }),
});
const settings: NativeType = {
	kind: "struct",
	name: "Settings",
	fields: [
		field("name", string),
		field("limit", int, 10),
		field("tag", union(string, nil), null),
		field("list", list(float), [1, 2]),
		field("attrs", record(int), {}),
		field("wait", span, { $duration: "5m" }),
	],
};
const sparse = (...keys: string[]) => ({
	kind: "binary" as const,
	tag: "msgpack",
	value: packed((out: MsgpackWriter) => {
		out.beginMap(keys.length);
		for (const key of keys) {
			out.string(key);
			out.string(`a ${key}`);
		}
		out.end();
	}),
});

describe("defaults of a struct's fields", () => {
	it("stand in for what a writer left out, anew each time", async () => {
		const read = async () => (await fromLiteral(sparse("name"), settings, testContext(), "x")) as { list: number[] };
		const first = await read();
		expect(first).toEqual({ name: "a name", limit: 10, tag: null, list: [1, 2], attrs: {}, wait: duration("5m") });
		first.list.push(3);
		expect((await read()).list).toEqual([1, 2]);
	});

	it("do not stand in for what has none", async () => {
		await expect(async () => fromLiteral(sparse("tag"), settings, testContext(), "x")).rejects.toThrow(/name/);
	});

	it("go onto the wire as flytekit writes a dataclass's: scalars are said, made ones only not required", () => {
		expect(literalTypeOf(settings)).toMatchObject({
			metadata: {
				required: ["name"],
				properties: { limit: { type: "integer", default: 10 }, tag: { default: null }, list: { type: "array" } },
			},
		});
		const { list: made } = (literalTypeOf(settings) as never as { metadata: { properties: Record<string, object> } })
			.metadata.properties;
		expect(made).not.toHaveProperty("default");
	});

	it("are not needed where all is there", async () => {
		const value = { name: "n", limit: 1, tag: "t", list: [], attrs: { a: 1 }, wait: duration("1s") };
		const literal = await toLiteral(value, settings, testContext(), "x");
		expect(await fromLiteral(literal, settings, testContext(), "x")).toEqual(value);
	});
});
