import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FlyteDirectory, FlyteFile, type NativeType, StructuredDataset, toLiteral } from "../../src/types/index.js";
import type { Literal } from "../../src/types/literal.js";
import { localFolder, testContext } from "./stores.js";

const file: NativeType = { kind: "file", format: "" };
const folder: NativeType = { kind: "directory", format: "" };
const table: NativeType = {
	kind: "dataset",
	format: "parquet",
	columns: [{ name: "n", type: { kind: "float" } }],
};

describe("the hash of a literal", () => {
	it("is the text that was given, of a file, folder or dataset", async () => {
		const ctx = testContext();
		const values: [unknown, NativeType][] = [
			[new FlyteFile("s3://bucket/a", { hash: "v1" }), file],
			[new FlyteDirectory("s3://bucket/d", { hash: "v1" }), folder],
			[new StructuredDataset("s3://bucket/t", { hash: "v1" }), table],
		];
		for (const [value, type] of values) expect(await toLiteral(value, type, ctx)).toMatchObject({ hash: "v1" });
	});

	it("is left out where none is wanted", async () => {
		const literal = (await toLiteral(new FlyteFile("s3://bucket/a"), file, testContext())) as Literal;
		expect(literal.hash).toBeUndefined();
	});

	it("follows the contents of a file, wherever it goes", async () => {
		const path = join(localFolder(), "f");
		const hashes: (string | undefined)[] = [];
		for (const text of ["a", "b", "a"]) {
			await writeFile(path, text);
			hashes.push(((await toLiteral(new FlyteFile(path, { hash: true }), file, testContext())) as Literal).hash);
		}
		expect(hashes[0]).toBe("sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
		expect(hashes[2]).toBe(hashes[0]);
		expect(hashes[1]).not.toBe(hashes[0]);
	});

	it("follows names and contents of a folder", async () => {
		const hashOf = async (files: Record<string, string>) => {
			const path = localFolder();
			await mkdir(join(path, "sub"));
			for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
			return ((await toLiteral(new FlyteDirectory(path, { hash: true }), folder, testContext())) as Literal).hash;
		};
		const first = await hashOf({ a: "1", "sub/b": "2" });
		expect(await hashOf({ a: "1", "sub/b": "2" })).toBe(first);
		const others: Record<string, string>[] = [{ a: "2", "sub/b": "1" }, { a: "1", b: "2" }, { a: "1" }];
		for (const other of others) expect(await hashOf(other)).not.toBe(first);
	});

	it("follows the rows of a dataset", async () => {
		const hashOf = async (...rows: number[]) =>
			(
				(await toLiteral(
					StructuredDataset.from(
						rows.map((n) => ({ n })),
						{ hash: true },
					),
					table,
					testContext(),
				)) as Literal
			).hash;
		expect(await hashOf(1, 2)).toBe(await hashOf(1, 2));
		expect(await hashOf(1, 2)).not.toBe(await hashOf(1, 3));
	});
});
