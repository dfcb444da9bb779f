import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { setDefaultBlobAccess } from "../../src/context/blob-access.js";
import { currentContext } from "../../src/context/execution.js";
import { FlyteFile, fromLiteral, isFlyteFile, type NativeType, toLiteral } from "../../src/types/index.js";
import { insideTask, localFolder, messageOf, testContext, textOf, utf8 } from "./stores.js";

const csv: NativeType = { kind: "file", format: "csv" };
const any: NativeType = { kind: "file", format: "" };
const SINGLE = { kind: "blob", format: "", dimensionality: "single" } as const;

describe("FlyteFile as a literal", () => {
	// as flytekit writes file_remote, file_ext and file_str
	it("keeps a URI that is elsewhere, with the declared format", async () => {
		const ctx = testContext();
		const type = { ...SINGLE, format: "csv" };
		expect(await toLiteral(new FlyteFile("s3://bucket/a.txt"), csv, ctx)).toEqual({
			kind: "blob",
			uri: "s3://bucket/a.txt",
			type,
		});
		expect(await toLiteral("s3://bucket/a.txt", any, ctx)).toEqual({
			kind: "blob",
			uri: "s3://bucket/a.txt",
			type: SINGLE,
		});
	});

	it("uploads a local file below the raw output prefix, under its own name", async () => {
		const ctx = testContext();
		const path = join(localFolder(), "ä b.csv");
		await writeFile(path, "a,b\n1,2\n");
		const literal = await toLiteral(new FlyteFile(path), csv, ctx);
		expect(literal).toMatchObject({ uri: "mem://out/id1/ä b.csv" });
		expect(textOf(await ctx.blobs.read("mem://out/id1/ä b.csv"))).toBe("a,b\n1,2\n");
	});

	it("uploads to the place it asks for, or not at all", async () => {
		const ctx = testContext();
		const path = join(localFolder(), "x");
		await writeFile(path, "x");
		const there = await toLiteral(new FlyteFile(path, { remotePath: "mem://elsewhere/y" }), any, ctx);
		expect(there).toMatchObject({ uri: "mem://elsewhere/y" });
		expect(textOf(await ctx.blobs.read("mem://elsewhere/y"))).toBe("x");
		const kept = await toLiteral(new FlyteFile(relative(process.cwd(), path), { remotePath: false }), any, ctx);
		expect(kept).toMatchObject({ uri: path });
		expect(await ctx.blobs.list("mem://out")).toEqual([]);
	});

	it("leaves a file alone that is below the raw output prefix already", async () => {
		const folder = localFolder();
		await writeFile(join(folder, "done.txt"), "");
		for (const prefix of [folder, `file://${folder}`]) {
			const literal = await toLiteral(new FlyteFile(join(folder, "done.txt")), any, testContext(prefix));
			expect(literal).toMatchObject({ uri: join(folder, "done.txt") });
		}
	});

	it("names variable, file and way out when there is nothing to upload", async () => {
		const ctx = testContext();
		const folder = localFolder();
		await mkdir(join(folder, "d"));
		expect(await messageOf(() => toLiteral(new FlyteFile("/no/such.csv"), csv, ctx, "outputs.o0"))).toBe(
			"FILE_MISSING outputs.o0: there is no file at /no/such.csv\n" +
				"  way out: write it first, or check the path; a relative one starts at the folder the process runs in",
		);
		const list: NativeType = { kind: "list", element: csv };
		expect(
			await messageOf(() => toLiteral([new FlyteFile("s3://b/k"), new FlyteFile("nope.csv")], list, ctx, "inputs.x")),
		).toContain(`FILE_MISSING inputs.x[1]: there is no file at nope.csv (${process.cwd()}/nope.csv)`);
		expect(await messageOf(() => toLiteral(new FlyteFile(join(folder, "d")), csv, ctx, "inputs.x"))).toBe(
			`FILE_MISSING inputs.x: ${folder}/d is a folder, not a file\n  way out: use a FlyteDirectory, or name a file inside it`,
		);
		expect(await ctx.blobs.list("mem://out")).toEqual([]);
	});

	it("refuses other values", async () => {
		expect(await messageOf(() => toLiteral(7, csv, testContext(), "inputs.x"))).toContain(
			"FILE_VALUE inputs.x: expected a FlyteFile, got number 7",
		);
		const folder = {
			kind: "blob",
			uri: "s3://b/d/",
			type: { kind: "blob", format: "", dimensionality: "multipart" },
		} as const;
		expect(await messageOf(() => fromLiteral(folder, csv, testContext(), "inputs.x"))).toBe(
			"FILE_LITERAL inputs.x: expected a file, got the folder s3://b/d/\n  way out: declare FlyteDirectory",
		);
		expect(
			await messageOf(() => fromLiteral({ kind: "string", value: "x" }, csv, testContext(), "inputs.x")),
		).toContain('FILE_LITERAL inputs.x: expected a file, got the string "x"');
	});

	it("is read when it is asked for, not before", async () => {
		const ctx = testContext();
		const literal = { kind: "blob", uri: "mem://in/a.json", type: SINGLE } as const;
		const file = (await fromLiteral(literal, any, ctx)) as FlyteFile;
		expect(isFlyteFile(file)).toBe(true);
		expect(file.remoteSource).toBe("mem://in/a.json");
		await ctx.blobs.write("mem://in/a.json", utf8('{"n":1}'));
		expect(await file.json()).toEqual({ n: 1 });
		expect(await file.text()).toBe('{"n":1}');
		expect(textOf(new Uint8Array(await new Response(await file.open()).arrayBuffer()))).toBe('{"n":1}');
		expect(await toLiteral(file, any, ctx)).toEqual(literal);
	});

	it("downloads once, and again after a failure", async () => {
		const ctx = testContext();
		const file = (await fromLiteral({ kind: "blob", uri: "mem://in/d/a b.txt", type: SINGLE }, any, ctx)) as FlyteFile;
		expect(await messageOf(() => file.download())).toContain("STORAGE_NOT_FOUND no file at mem://in/d/a b.txt");
		await ctx.blobs.write("mem://in/d/a b.txt", utf8("hello"));
		await insideTask(ctx, async () => {
			const [first, second] = await Promise.all([file.download(), file.download()]);
			expect(first).toBe(second);
			expect(first.endsWith("/a b.txt")).toBe(true);
			expect(await readFile(first, "utf8")).toBe("hello");
		});
	});

	it("is its own download when it is local, and stays where it is", async () => {
		const folder = localFolder();
		await writeFile(join(folder, "f.txt"), "f");
		const ctx = testContext();
		for (const uri of [`file://${folder}/f.txt`, join(folder, "f.txt")]) {
			const literal = { kind: "blob", uri, type: SINGLE } as const;
			const file = (await fromLiteral(literal, any, ctx)) as FlyteFile;
			expect(await file.download()).toBe(join(folder, "f.txt"));
			expect(await file.text()).toBe("f");
			expect(await toLiteral(file, any, ctx)).toEqual(literal);
		}
	});

	it("travels in a struct as flytekit's dataclasses have it", async () => {
		const ctx = testContext();
		const type: NativeType = {
			kind: "struct",
			name: "Doc",
			fields: [
				{ name: "title", type: { kind: "string" }, optional: false },
				{ name: "body", type: any, optional: false },
			],
		};
		const path = join(localFolder(), "body.txt");
		await writeFile(path, "text");
		const literal = await toLiteral({ title: "t", body: new FlyteFile(path) }, type, ctx);
		const back = (await fromLiteral(literal, type, ctx)) as { title: string; body: FlyteFile };
		expect(back.body.path).toBe("mem://out/id1/body.txt");
		expect(await back.body.text()).toBe("text");
		const fromPython = { kind: "generic", value: { title: "t", body: { path: "mem://out/id1/body.txt" } } } as const;
		expect(await ((await fromLiteral(fromPython, type, ctx)) as typeof back).body.text()).toBe("text");
		expect(
			await messageOf(() => toLiteral({ title: "t", body: new FlyteFile("/none") }, type, ctx, "inputs.doc")),
		).toContain("FILE_MISSING inputs.doc.body: there is no file at /none");
	});
});

describe("FlyteFile in user code", () => {
	it("is written in the task's working folder and uploaded when it is returned", async () => {
		const ctx = testContext();
		const literal = await insideTask(ctx, async () => {
			const file = await FlyteFile.new<"csv">("sub/report.csv").write("a\n");
			return toLiteral(await file.write("b\n"), csv, ctx);
		});
		expect(literal).toMatchObject({ uri: "mem://out/id1/report.csv" });
		expect(textOf(await ctx.blobs.read("mem://out/id1/report.csv"))).toBe("b\n");
		expect(await messageOf(() => FlyteFile.new("x.txt"))).toContain("AUTHORING_NO_CONTEXT");
		expect(await messageOf(() => FlyteFile.new("/abs/x.txt"))).toContain(
			'FILE_VALUE FlyteFile.new takes a name in the working folder, got "/abs/x.txt"',
		);
	});

	it("is made nowhere but in the working folder or below the raw outputs", async () => {
		await insideTask(testContext(), async () => {
			for (const name of ["../x.txt", "../../../../x.txt", "a/../../x.txt", ".."]) {
				expect(await messageOf(() => FlyteFile.new(name))).toBe(
					`FILE_VALUE FlyteFile.new takes a name in the working folder, got ${JSON.stringify(name)}\n` +
						"  way out: give a relative path, or use new FlyteFile(path)",
				);
				expect(await messageOf(() => FlyteFile.newRemote(name))).toBe(
					`FILE_VALUE FlyteFile.newRemote takes a name for the file, got ${JSON.stringify(name)}\n` +
						"  way out: give a relative path, or use new FlyteFile(uri) for a place of your own",
				);
			}
			expect(await messageOf(() => FlyteFile.new("a/.."))).toContain("FILE_VALUE");
			expect((await FlyteFile.new("a/../..x.txt").write("in")).name).toBe("..x.txt");
		});
	});

	it.each(["..", "."])("whose name is %j is downloaded below the working folder", async (name) => {
		const ctx = testContext();
		await ctx.blobs.write(`mem://x/${name}`, utf8("dots"));
		await insideTask(ctx, async () => {
			const local = await new FlyteFile(`mem://x/${name}`, { access: ctx }).download();
			expect(relative(currentContext().workingDirectory, local)).toMatch(/^download-[^/]+\/file$/);
			expect(await readFile(local, "utf8")).toBe("dots");
		});
	});

	it("is written straight to its final place", async () => {
		const ctx = testContext();
		await insideTask(ctx, async () => {
			const file = FlyteFile.newRemote("out.bin");
			await file.write(
				(async function* () {
					yield "text and ";
					yield utf8("bytes");
				})(),
			);
			expect(await toLiteral(file, any, ctx)).toMatchObject({ uri: "mem://out/id1/out.bin" });
		});
		expect(textOf(await ctx.blobs.read("mem://out/id1/out.bin"))).toBe("text and bytes");
	});

	it("leaves the old file as it was when the data fails in the middle", async () => {
		const path = join(localFolder(), "kept.txt");
		const file = await new FlyteFile(path).write("old");
		const failing = (function* () {
			yield "half";
			throw new Error("no more");
		})();
		expect(await messageOf(() => file.write(failing))).toBe(`STORAGE_WRITE cannot write ${path}: no more`);
		expect(await file.text()).toBe("old");
	});

	it("reads local files anywhere, and URIs through the stores around it", async () => {
		const path = join(localFolder(), "x.txt");
		await writeFile(path, "x");
		expect(await new FlyteFile(`file://${path}`).text()).toBe("x");
		expect(await messageOf(() => new FlyteFile("/no/such").text())).toContain(
			"FILE_MISSING there is no file at /no/such",
		);
		expect(await messageOf(() => new FlyteFile("mem://a/b?sig=1").text())).toBe(
			"STORAGE_NO_CONTEXT reading mem://a/b?sig=1 needs the stores of a run, and no task is running here\n" +
				'  way out: do it inside a task\'s body, or import "flytekit-ts" itself rather than a part of it',
		);
		const ctx = testContext();
		await ctx.blobs.write("mem://a/b", utf8("ab"));
		expect(await insideTask(ctx, () => new FlyteFile("mem://a/b").text())).toBe("ab");
		setDefaultBlobAccess(() => ctx);
		try {
			expect(await new FlyteFile("mem://a/b").text()).toBe("ab");
		} finally {
			setDefaultBlobAccess(undefined);
		}
	});

	it("refuses an empty path, and prints as its path", async () => {
		expect(await messageOf(() => new FlyteFile(""))).toContain("FILE_VALUE a FlyteFile needs a path or a URI");
		expect(`${new FlyteFile("s3://b/k.txt")}`).toBe("s3://b/k.txt");
		expect(JSON.stringify(new FlyteFile("s3://b/k.txt"))).toBe('{"path":"s3://b/k.txt"}');
	});
});
