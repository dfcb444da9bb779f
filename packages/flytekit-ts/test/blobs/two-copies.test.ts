import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { isFlyteFile, isStructuredDataset, type NativeType, toLiteral } from "../../src/types/index.js";
import { localFolder, testContext } from "./stores.js";

describe("values made by another copy of the package", () => {
	it("are known and stored as our own", async () => {
		vi.resetModules();
		const other = await import("../../src/types/index.js");
		const ctx = testContext();
		const folder = localFolder();
		await writeFile(join(folder, "f.txt"), "f");

		const file = new other.FlyteFile(join(folder, "f.txt"));
		expect(isFlyteFile(file)).toBe(true);
		expect(await toLiteral(file, { kind: "file", format: "" }, ctx)).toMatchObject({ uri: "mem://out/id1/f.txt" });

		const directory = new other.FlyteDirectory(folder);
		expect(await toLiteral(directory, { kind: "directory", format: "" }, ctx)).toMatchObject({ kind: "blob" });

		const rows = other.StructuredDataset.from([{ a: 1 }]);
		expect(isStructuredDataset(rows)).toBe(true);
		const type: NativeType = {
			kind: "dataset",
			columns: [{ name: "a", type: { kind: "int", native: "number" } }],
			format: "",
		};
		expect(await toLiteral(rows, type, ctx)).toMatchObject({ kind: "structuredDataset" });
	});

	it("are not confused with hostile objects", () => {
		const { proxy, revoke } = Proxy.revocable({}, {});
		revoke();
		for (const value of [proxy, { path: "x" }, null, "x", () => 1]) {
			expect(isFlyteFile(value)).toBe(false);
			expect(isStructuredDataset(value)).toBe(false);
		}
	});
});
