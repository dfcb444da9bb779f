import { writeFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MemoryBlobStore } from "../../src/storage/index.js";
import { mapMaybe } from "../../src/types/convert/context.js";
import {
	FlyteFile,
	fromLiteral,
	guessNativeType,
	type Literal,
	literalTypeOf,
	type NativeType,
	registerType,
	toLiteral,
} from "../../src/types/index.js";
import * as t from "./natives.js";

class Money {
	readonly cents: bigint;
	readonly currency: string;
	constructor(cents: bigint, currency: string) {
		this.cents = cents;
		this.currency = currency;
	}
}
const money: NativeType = { kind: "custom", name: "test.Money", args: { currency: "EUR" } };

registerType<Money>({
	name: "test.Money",
	literalType: { kind: "simple", simple: "string", annotation: { unit: "money" } },
	accepts: (value) => value instanceof Money,
	toLiteral: (value) => ({ kind: "string", value: `${value.cents} ${value.currency}` }),
	fromLiteral(literal, _ctx, args) {
		if (literal.kind !== "string") throw new Error("not money");
		const [cents, currency = (args as { currency: string }).currency] = literal.value.split(" ");
		return new Money(BigInt(cents as string), currency);
	},
	guess: (type) => type.annotation?.unit === "money",
});

describe("registerType", () => {
	const value = new Money(1250n, "EUR");
	const types: [string, NativeType, unknown][] = [
		["alone", money, value],
		["in a list", t.list(money), [value, value]],
		["in a struct", t.struct("Bill", { total: money, "tip?": money }), { total: value }],
		["optional", t.optional(money), undefined],
		["in a union", t.union(t.int, money), value],
	];

	it.each(types)("%s, there and back", async (_name, type, given) => {
		const literal = await toLiteral(given, type, t.testContext());
		expect(await fromLiteral(literal, type, t.testContext())).toEqual(given);
	});

	it("is a variant by its name, and is guessed where it says so", () => {
		expect(literalTypeOf(t.union(t.int, money))).toMatchObject({
			variants: [{}, { structure: { tag: "test.Money" } }],
		});
		expect(guessNativeType(literalTypeOf(money))).toEqual({ kind: "custom", name: "test.Money" });
		expect(guessNativeType(literalTypeOf(t.string))).toEqual(t.string);
	});

	it("a value it does not accept, and what it throws, are named with their place", () => {
		expect(() => toLiteral([3], t.list(money), t.testContext(), "inputs.x")).toThrow(
			"inputs.x[0]: expected test.Money, got number 3",
		);
		const bad: Literal = { kind: "collection", items: [{ kind: "none" }] };
		expect(() => fromLiteral(bad, t.list(money), t.testContext(), "outputs.o0")).toThrow(
			"outputs.o0[0]: could not be converted: not money",
		);
	});

	it("a name that nobody registered is an error with the way out", () => {
		const unknown: NativeType = { kind: "custom", name: "test.Mony" };
		expect(() => literalTypeOf(unknown)).toThrow(
			'no type named "test.Mony" is registered, did you mean "test.Money"?\n  way out: call registerType({ name: "test.Mony", ... })',
		);
	});

	it("refuses a type that lacks a part", () => {
		expect(() => registerType({ name: "" } as never)).toThrow("registerType: a type needs a name");
		expect(() => registerType({ name: "x", literalType: literalTypeOf(t.int) } as never)).toThrow(
			'registerType("x"): toLiteral, fromLiteral missing',
		);
	});
});

describe("files in lists, records and structs", () => {
	const row = t.struct("Row", { name: t.string, "file?": t.file, all: t.list(t.file) });

	it("are uploaded when written, and only then does a conversion take time", async () => {
		const folder = await mkdtemp(join(tmpdir(), "types-"));
		const names = Array.from({ length: 40 }, (_, i) => `f${i}.txt`);
		for (const name of names) writeFileSync(join(folder, name), name);
		const store = new MemoryBlobStore();
		const ctx = t.testContext(store);
		const value = { name: "r", all: names.map((name) => new FlyteFile(join(folder, name))) };
		const written = toLiteral({ k: value }, t.record(row), ctx, "inputs.x");
		expect(written).toBeInstanceOf(Promise);
		const read = (await fromLiteral(await written, t.record(row), ctx)) as { k: { all: FlyteFile[] } };
		expect(Object.keys(read.k)).toEqual(["name", "all"]);
		expect(await Promise.all(read.k.all.map((file) => file.text()))).toEqual(names);
		expect(toLiteral({ k: [1] }, t.record(t.list(t.int)), ctx)).not.toBeInstanceOf(Promise);
	});

	it("an error says which one it was", async () => {
		const folder = await mkdtemp(join(tmpdir(), "types-"));
		await writeFile(join(folder, "a.txt"), "a");
		const value = {
			name: "r",
			all: [new FlyteFile(join(folder, "a.txt")), new FlyteFile(join(folder, "missing.txt"))],
		};
		await expect(toLiteral([value], t.list(row), t.testContext(), "inputs.x")).rejects.toThrow(
			/^inputs\.x\[0\]\.all\[1\]: .*missing\.txt/s,
		);
		await expect(async () =>
			toLiteral([{ name: 1, all: [] }], t.list(row), t.testContext(), "inputs.x"),
		).rejects.toThrow("inputs.x[0].name: expected string, got number 1");
	});
});

describe("mapMaybe", () => {
	it("is synchronous while nothing waits, keeps the order, and bounds what is under way", async () => {
		expect(mapMaybe([1, 2], (n) => n * 2)).toEqual([2, 4]);
		let now = 0;
		let most = 0;
		const slow = async (n: number) => {
			most = Math.max(most, ++now);
			await new Promise((resolve) => setImmediate(resolve));
			now--;
			return n * 2;
		};
		const items = Array.from({ length: 100 }, (_, i) => i);
		expect(await mapMaybe(items, (n) => (n % 3 === 0 ? n * 2 : slow(n)))).toEqual(items.map((n) => n * 2));
		expect(most).toBeGreaterThan(1);
		expect(most).toBeLessThanOrEqual(16);
	});

	it("reports the first failure, after what had begun has ended, and begins nothing more", async () => {
		let begun = 0;
		let ended = 0;
		const run = mapMaybe(
			Array.from({ length: 100 }, (_, i) => i),
			async (n) => {
				begun++;
				await new Promise((resolve) => setImmediate(resolve));
				ended++;
				if (n === 2) throw new Error("two");
				return n;
			},
		);
		await expect(run).rejects.toThrow("two");
		expect(ended).toBe(begun);
		expect(begun).toBeLessThan(60);
	});
});
