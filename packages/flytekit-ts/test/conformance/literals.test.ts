import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sample } from "./corpus.js";
import { literalOutcomes } from "./literals.js";

const known = Object.keys(
	JSON.parse(readFileSync(new URL("known-failures.json", import.meta.url), "utf8")) as Record<string, string>,
).filter((id) => existsSync(join(sample, `${id}.pb`)) && id.startsWith("literals/"));

it("every literal and literal type of the sample is compared, and only the known ones differ", async () => {
	const outcomes = await literalOutcomes(sample);
	expect(outcomes.filter(({ matched }) => !matched).map(({ id }) => id)).toEqual(known.sort());
	expect(outcomes.length).toBe(123);
});

it("a literal, a type and a literal that is only read are noticed when they change", async () => {
	const folder = mkdtempSync(join(tmpdir(), "literals-"));
	try {
		mkdirSync(join(folder, "literals"));
		const swap = (from: string, to: string) =>
			copyFileSync(join(sample, "literals", `${from}.pb`), join(folder, "literals", `${to}.pb`));
		swap("int_neg", "int");
		swap("float__type", "int__type");
		swap("int", "annotated_hash");
		swap("int", "brand_new");
		swap("int__type", "dataclass__type");
		expect((await literalOutcomes(folder)).map(({ id, why }) => [id, why.split("\n")[0]])).toEqual([
			["literals/annotated_hash", "we read it as 42"],
			["literals/brand_new", "no value of ours stands for it"],
			["literals/dataclass__type", expect.stringContaining("ours")],
			["literals/int", 'scalar.primitive.integer: flytekit "-7", ours "42"'],
			["literals/int__type", 'simple: flytekit "FLOAT", ours "INTEGER"'],
		]);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

it("what is uploaded is compared but for its place: a folder is no file", async () => {
	const folder = mkdtempSync(join(tmpdir(), "literals-"));
	try {
		mkdirSync(join(folder, "literals"));
		const swap = (from: string, to: string) =>
			copyFileSync(join(sample, "literals", `${from}.pb`), join(folder, "literals", `${to}.pb`));
		swap("file_remote", "file_local");
		swap("dir_remote", "file_no_upload");
		swap("file_ext", "any");
		expect((await literalOutcomes(folder)).map(({ id, why }) => [id, why])).toEqual([
			["literals/any", 'scalar.blob.metadata.type.format: flytekit "txt", ours "V8Serialized"'],
			["literals/file_local", ""],
			["literals/file_no_upload", 'scalar.blob.metadata.type.dimensionality: flytekit "MULTIPART", ours nothing'],
		]);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

it("a folder without literals is no success", async () => {
	await expect(literalOutcomes(join(sample, "tasks"))).rejects.toThrow("no literals in");
});
