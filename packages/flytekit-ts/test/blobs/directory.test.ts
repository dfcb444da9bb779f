import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { currentContext } from "../../src/context/execution.js";
import { FlyteDirectory, fromLiteral, isFlyteDirectory, type NativeType, toLiteral } from "../../src/types/index.js";
import { insideTask, localFolder, messageOf, testContext, textOf, utf8 } from "./stores.js";

const any: NativeType = { kind: "directory", format: "" };
const MULTIPART = { kind: "blob", format: "", dimensionality: "multipart" } as const;

async function sample(): Promise<string> {
	const folder = join(localFolder(), "data");
	await mkdir(join(folder, "sub"), { recursive: true });
	await writeFile(join(folder, "100%.txt"), "percent");
	await writeFile(join(folder, "sub", "日本.txt"), "nested");
	await writeFile(join(folder, "empty"), "");
	return folder;
}

describe("FlyteDirectory", () => {
	// as flytekit writes dir_remote
	it("keeps a URI that is elsewhere", async () => {
		const literal = await toLiteral(new FlyteDirectory("s3://bucket/d/"), any, testContext());
		expect(literal).toEqual({ kind: "blob", uri: "s3://bucket/d/", type: MULTIPART });
	});

	it.each(["mem://out", "file"])("goes up and comes back with all files, below %s", async (prefix) => {
		const ctx = testContext(prefix === "file" ? `file://${localFolder()}/raw out` : prefix);
		const literal = await toLiteral(new FlyteDirectory(await sample()), any, ctx);
		expect(literal).toMatchObject({ uri: `${ctx.rawOutputPrefix}/id1/data`, type: MULTIPART });
		const back = (await fromLiteral(literal, any, ctx)) as FlyteDirectory;
		expect(isFlyteDirectory(back)).toBe(true);
		expect(await back.list()).toEqual(["100%.txt", "empty", "sub/日本.txt"]);
		expect(await back.file("100%.txt").text()).toBe("percent");
		expect(textOf(new Uint8Array(await new Response(await back.open("sub/日本.txt")).arrayBuffer()))).toBe("nested");
		const local = await insideTask(ctx, () => back.download());
		expect(await readFile(join(local, "sub/日本.txt"), "utf8")).toBe("nested");
		expect((await readdir(local)).sort()).toEqual(["100%.txt", "empty", "sub"]);
		expect(await toLiteral(back, any, ctx)).toEqual(literal);
	});

	it("may be empty", async () => {
		const ctx = testContext();
		const literal = await toLiteral(new FlyteDirectory(localFolder()), any, ctx);
		const back = (await fromLiteral(literal, any, ctx)) as FlyteDirectory;
		expect(await back.list()).toEqual([]);
		expect(await readdir(await back.download())).toEqual([]);
	});

	it("names variable and folder when there is nothing to upload", async () => {
		const folder = await sample();
		expect(
			await messageOf(() => toLiteral(new FlyteDirectory("/no/such"), any, testContext(), "outputs.o0")),
		).toContain("FILE_MISSING outputs.o0: there is no folder at /no/such\n  way out: make it first");
		expect(await messageOf(() => toLiteral(join(folder, "empty"), any, testContext(), "outputs.o0"))).toBe(
			`FILE_MISSING outputs.o0: ${folder}/empty is a file, not a folder\n  way out: use a FlyteFile, or name the folder it is in`,
		);
		expect(await messageOf(() => new FlyteDirectory("/no/such").list())).toContain(
			"FILE_MISSING there is no folder at /no/such",
		);
	});

	it("says when a stored local folder is gone", async () => {
		const ctx = testContext();
		const gone = (await fromLiteral(
			{ kind: "blob", uri: "file:///no/such", type: MULTIPART },
			any,
			ctx,
		)) as FlyteDirectory;
		for (const read of [() => gone.list(), () => gone.download()]) {
			expect(await messageOf(read)).toContain("FILE_MISSING there is no folder at file:///no/such");
		}
	});

	it("refuses files and other values", async () => {
		const literal = { kind: "blob", uri: "s3://b/f", type: { ...MULTIPART, dimensionality: "single" } } as const;
		expect(await messageOf(() => fromLiteral(literal, any, testContext(), "inputs.d"))).toBe(
			"FILE_LITERAL inputs.d: expected a folder, got the file s3://b/f\n  way out: declare FlyteFile",
		);
		expect(await messageOf(() => toLiteral([], any, testContext(), "inputs.d"))).toContain(
			"FILE_VALUE inputs.d: expected a FlyteDirectory, got an array of 0",
		);
	});

	it("writes no stored name outside the folder", async () => {
		const ctx = testContext();
		await ctx.blobs.write("mem://evil/a", utf8("fine"));
		await ctx.blobs.write("mem://evil/../../escaped", utf8("no"));
		const folder = (await fromLiteral(
			{ kind: "blob", uri: "mem://evil", type: MULTIPART },
			any,
			ctx,
		)) as FlyteDirectory;
		expect(await messageOf(() => insideTask(ctx, () => folder.download()))).toBe(
			'STORAGE_NAME mem://evil holds "../../escaped", which would leave the folder\n' +
				"  way out: read that file by its own URI with new FlyteFile(uri), or rename it where it is stored",
		);
	});

	it("hands out no file outside of it, local or elsewhere", async () => {
		const folder = await sample();
		await writeFile(join(folder, "..", "secret"), "s");
		for (const path of [folder, `file://${folder}`, "s3://bucket/data"]) {
			const directory = new FlyteDirectory(path);
			for (const name of ["../secret", "sub/../../secret", "/../secret", "..", ".", "", "sub/.."]) {
				expect(await messageOf(() => directory.file(name))).toBe(
					`FILE_VALUE ${JSON.stringify(name)} is no file inside ${path}\n` +
						"  way out: give the name of a file in the folder, or use new FlyteFile(path) for one elsewhere",
				);
				expect(await messageOf(() => directory.open(name))).toContain("FILE_VALUE");
			}
			expect(directory.file("..data/...").path).toBe(`${path}/..data/...`);
		}
		expect(await new FlyteDirectory(folder).file("sub/../100%.txt").text()).toBe("percent");
	});

	it("is made nowhere but in the working folder or below the raw outputs", async () => {
		await insideTask(testContext(), async () => {
			for (const name of ["..", "../out", "a/../../out"]) {
				expect(await messageOf(() => FlyteDirectory.new(name))).toContain(
					`FILE_VALUE FlyteDirectory.new takes a name in the working folder, got ${JSON.stringify(name)}`,
				);
				expect(await messageOf(() => FlyteDirectory.newRemote(name))).toContain(
					`FILE_VALUE FlyteDirectory.newRemote takes a name for the folder, got ${JSON.stringify(name)}`,
				);
			}
			expect(FlyteDirectory.new(".").path).toBe(currentContext().workingDirectory);
		});
	});

	it.each(["..", ".", ""])("whose name is %j is downloaded below the working folder", async (name) => {
		const ctx = testContext();
		await ctx.blobs.write(`mem://x/${name}/a.txt`, utf8("a"));
		await insideTask(ctx, async () => {
			const local = await new FlyteDirectory(`mem://x/${name}`, { access: ctx }).download();
			expect(relative(currentContext().workingDirectory, local)).toMatch(/^download-[^/]+\/(folder|x)$/);
			expect(await readFile(join(local, "a.txt"), "utf8")).toBe("a");
		});
	});

	it("is filled in a task, in the working folder or in its final place", async () => {
		const ctx = testContext();
		await insideTask(ctx, async () => {
			const folder = FlyteDirectory.new("parts");
			await folder.file("a/1.txt").write("one");
			expect(await toLiteral(folder, any, ctx)).toMatchObject({ uri: "mem://out/id1/parts" });
			const remote = FlyteDirectory.newRemote();
			await remote.file("2.txt").write("two");
			expect(await toLiteral(remote, any, ctx)).toMatchObject({ uri: "mem://out/id2" });
		});
		expect(await ctx.blobs.list("mem://out")).toEqual(["mem://out/id1/parts/a/1.txt", "mem://out/id2/2.txt"]);
	});

	it("uploads nothing more after a failure, and says which", async () => {
		const ctx = testContext();
		const blobs = Object.create(ctx.blobs) as typeof ctx.blobs;
		let writes = 0;
		blobs.writeStream = async (uri) => {
			writes++;
			throw new Error(`disk full at ${uri}`);
		};
		const folder = localFolder();
		for (let i = 0; i < 40; i++) await writeFile(join(folder, `${i}`), "");
		expect(
			await messageOf(() => toLiteral(new FlyteDirectory(folder), any, { ...ctx, blobs }, "outputs.o0")),
		).toContain("disk full at mem://out/id1/");
		expect(writes).toBeLessThanOrEqual(8);
	});
});
