import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FlyteFile } from "../../src/index.js";
import { MemoryBlobStore } from "../../src/storage/index.js";
import { fromLiteral, type Literal, loadLiteral, type NativeType, toLiteral } from "../../src/types/index.js";
import { encodeLiteral } from "../../src/wire/index.js";
import * as t from "./natives.js";

const store = new MemoryBlobStore();
const ctx = t.testContext(store);

/** The literal in a file, and what stands for it. */
async function offload(literal: Literal, uri: string, hash?: string): Promise<Literal> {
	const bytes = encodeLiteral(literal);
	await store.write(uri, bytes);
	return { kind: "offloaded", uri, sizeBytes: BigInt(bytes.length), ...(hash === undefined ? {} : { hash }) };
}

async function offloaded(value: unknown, type: NativeType, uri: string): Promise<Literal> {
	return offload(await toLiteral(value, type, ctx), uri);
}

describe("a literal that is kept in a file", () => {
	const cases: readonly (readonly [name: string, type: NativeType, value: unknown])[] = [
		["integer", t.int, 5],
		["list", t.list(t.int), [1, 2, 3]],
		["map", t.record(t.string), { a: "b" }],
		["union", t.union(t.int, t.string), "s"],
		["optional", t.optional(t.int), undefined],
		["struct", t.inner, { s: "x", xs: [1] }],
		["json", t.json, { a: [1, null] }],
		["enum", t.oneOf("red", "green"), "green"],
	];
	it.each(cases)("is read as what it holds: %s", async (name, type, value) => {
		expect(await fromLiteral(await offloaded(value, type, `mem://kept/${name}`), type, ctx)).toEqual(value);
	});

	it("is read wherever in a value it is", async () => {
		const item = await offloaded("large", t.string, "mem://kept/item");
		const list: Literal = { kind: "collection", items: [{ kind: "string", value: "small" }, item] };
		expect(await fromLiteral(list, t.list(t.string), ctx)).toEqual(["small", "large"]);
		const map: Literal = { kind: "map", entries: new Map([["k", list]]) };
		expect(await fromLiteral(map, t.record(t.list(t.string)), ctx)).toEqual({ k: ["small", "large"] });
		const kept = await offload(map, "mem://kept/map");
		expect(await fromLiteral(kept, t.record(t.list(t.string)), ctx)).toEqual({ k: ["small", "large"] });
		expect(await fromLiteral(list, t.union(t.list(t.string), t.int), ctx)).toEqual(["small", "large"]);
		expect(await fromLiteral(list, t.json, ctx)).toEqual(["small", "large"]);
	});

	it("is read in a list of files", async () => {
		const type = t.list({ kind: "file", format: "" });
		const one = await offloaded(FlyteFile.from("s3://bucket/a"), { kind: "file", format: "" }, "mem://kept/file");
		const files = (await fromLiteral({ kind: "collection", items: [one] }, type, ctx)) as FlyteFile[];
		expect(files.map(({ path }) => path)).toEqual(["s3://bucket/a"]);
	});

	it("keeps its hash, which stands for the value in cache keys", async () => {
		const kept = await offload({ kind: "integer", value: 3n }, "mem://kept/hash", "abc");
		expect(await loadLiteral(kept, ctx)).toEqual({ kind: "integer", value: 3n, hash: "abc" });
		const own = await offload({ kind: "integer", value: 3n, hash: "own" }, "mem://kept/own", "abc");
		expect(await loadLiteral(own, ctx)).toEqual({ kind: "integer", value: 3n, hash: "own" });
	});

	it("gives what was written, for any list of texts with any of them in files", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.boolean())), async (parts) => {
				const items = parts.map(async ([value, apart], i): Promise<Literal> => {
					const literal: Literal = { kind: "string", value };
					return apart ? offload(literal, `mem://any/${i}`) : literal;
				});
				const list: Literal = { kind: "collection", items: await Promise.all(items) };
				expect(await fromLiteral(list, t.list(t.string), ctx)).toEqual(parts.map(([value]) => value));
			}),
			{ numRuns: 50 },
		);
	});

	const refused = (literal: Literal) =>
		Promise.resolve(fromLiteral(literal, t.list(t.int), ctx, "inputs.xs")).then(
			() => "read",
			(error: Error) => error.message,
		);
	const lost = "the run that wrote it keeps such files beside its outputs: they must outlive what reads them";

	it("names the file that is not there", async () => {
		expect(await refused({ kind: "offloaded", uri: "mem://gone/x.pb", sizeBytes: 9n })).toBe(
			`inputs.xs: the value that is kept at mem://gone/x.pb cannot be read: no file at mem://gone/x.pb\n  way out: ${lost}`,
		);
		expect(await refused({ kind: "offloaded", uri: "", sizeBytes: 9n })).toContain(
			"the literal says nothing of where its value is",
		);
	});

	it("names the file that holds something else", async () => {
		await store.write("mem://kept/torn", encodeLiteral({ kind: "string", value: "whole" }).slice(0, -2));
		const message = await refused({ kind: "offloaded", uri: "mem://kept/torn", sizeBytes: 9n });
		expect(message).toMatch(/^inputs\.xs: the value that is kept at mem:\/\/kept\/torn cannot be read: .*byte/);
	});

	it("does not follow files that lead to each other", async () => {
		const circle: Literal = { kind: "offloaded", uri: "mem://kept/circle", sizeBytes: 1n };
		await offload(circle, "mem://kept/circle");
		expect(await refused(circle)).toContain("8 files lead from one to the next");
	});

	it("is told to be wrong like any other, with the path inside it", async () => {
		const kept = await offloaded(["a"], t.list(t.string), "mem://kept/texts");
		expect(await refused(kept)).toContain('inputs.xs[0]: expected Int, got the string "a"');
	});
});
