import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { withState } from "../../../src/context/async-state.js";
import { systemRandom } from "../../../src/context/ports/index.js";
import { removeCopies } from "../../../src/engine/cache/literal-files.js";
import { copiesBeside } from "../../../src/engine/cache/stored-cache.js";
import { clearCache } from "../../../src/engine/cache/table.js";
import { runEntity, runGraph, StoredCache } from "../../../src/engine/index.js";
import { RunStore } from "../../../src/engine/journal/run-store.js";
import type { TaskEntity } from "../../../src/graph/entities.js";
import { localStores } from "../../../src/storage/index.js";
import type { Literal, LiteralMap } from "../../../src/types/literal.js";
import { graph, list, node, task } from "../build.js";

let folder: string;
let store: RunStore;
/** Where the runs put their files. */
let raw: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "cache-files-"));
	store = new RunStore(join(folder, "kept", "store.db"));
	raw = join(folder, "raw");
	mkdirSync(raw);
});
afterEach(() => {
	store.close();
	rmSync(folder, { recursive: true, force: true });
});

const blob = (uri: string, dimensionality: "single" | "multipart" = "single"): Literal => ({
	kind: "blob",
	uri,
	type: { kind: "blob", format: "", dimensionality },
});
const cached = (of: TaskEntity): TaskEntity => ({
	...of,
	metadata: { ...of.metadata, cache: { version: "1", serialize: false, ignoreInputs: [] } },
});
/** Runs in a cache object of its own, with files going to `raw`. */
const run = (of: TaskEntity) => {
	const access = { blobs: localStores(), rawOutputPrefix: pathToFileURL(raw).href, random: systemRandom };
	return withState({ blobs: access }, () => runEntity(of, new Map(), { cache: new StoredCache(store.path) }));
};
const uriOf = (literal: Literal | undefined) => (literal as Extract<Literal, { kind: "blob" }>).uri;

describe("files of results", () => {
	test("outlive the folder that the run put them in", async () => {
		const of = cached(
			task("m.writes", [], () => {
				mkdirSync(join(raw, "d"));
				writeFileSync(join(raw, "d", "part%1"), "in a folder");
				writeFileSync(join(raw, "a b"), "a file");
				return list(blob(pathToFileURL(join(raw, "a b")).href), blob(join(raw, "d"), "multipart"));
			}),
		);
		await run(of);
		rmSync(raw, { recursive: true });
		const again = await run(of);
		expect(again.counts.attempts).toBe(0);
		const [file, parts] = (again.outputs.get("o0") as Extract<Literal, { kind: "collection" }>).items.map((item) =>
			fileURLToPath(uriOf(item)),
		);
		expect(readFileSync(file as string, "utf8")).toBe("a file");
		expect(readFileSync(join(parts as string, "part%1"), "utf8")).toBe("in a folder");
		expect(file).toContain(join(folder, "kept"));
		const [outputs] = clearCache(store.database, { tasks: ["m.writes"], before: Number.MAX_VALUE });
		await removeCopies(outputs as LiteralMap, copiesBeside(store.path));
		expect(readdirSync(copiesBeside(store.path))).toEqual([]);
	});

	test("that are beside the store stay where they are", async () => {
		raw = join(folder, "kept", "cache-files", "own");
		mkdirSync(raw, { recursive: true });
		const of = cached(
			task("m.writes", [], () => {
				writeFileSync(join(raw, "f"), "x");
				return blob(join(raw, "f"));
			}),
		);
		await run(of);
		const again = await run(of);
		expect(uriOf(again.outputs.get("o0"))).toBe(join(raw, "f"));
	});

	test("that are gone make the task run again", async () => {
		let runs = 0;
		const mine = join(folder, "mine");
		const of = cached(
			task("m.writes", [], () => {
				writeFileSync(mine, `${++runs}`);
				return blob(mine);
			}),
		);
		for (let i = 0; i < 2; i++) await run(of);
		expect(runs).toBe(1);
		rmSync(mine);
		for (let i = 0; i < 2; i++) await run(of);
		expect(runs).toBe(2);
		expect(existsSync(mine)).toBe(true);
	});

	test("in this process's memory are not kept", async () => {
		let runs = 0;
		const of = cached(task("m.memory", [], () => blob(`mem://run/${++runs}`)));
		for (let i = 0; i < 2; i++) await run(of);
		expect(runs).toBe(2);
		expect(store.database.all("select * from claims")).toEqual([]);
	});
});

describe("files that are inputs", () => {
	test("count with what they are by now, and by their hash where they have one", async () => {
		let runs = 0;
		const of = cached(task("m.reads", ["x"], () => ++runs));
		const path = join(folder, "input");
		const dir = join(folder, "inputs");
		mkdirSync(dir);
		const read = async (literal: Literal) => {
			await runEntity(of, new Map([["x", literal]]), { cache: new StoredCache(store.path) });
			return runs;
		};
		writeFileSync(path, "one");
		for (let i = 0; i < 2; i++) expect(await read(blob(path))).toBe(1);
		writeFileSync(path, "three");
		for (let i = 0; i < 2; i++) expect(await read(blob(path))).toBe(2);
		for (let i = 0; i < 2; i++) expect(await read(list(blob(dir, "multipart")))).toBe(3);
		writeFileSync(join(dir, "new"), "");
		for (let i = 0; i < 2; i++) expect(await read(list(blob(dir, "multipart")))).toBe(4);
		expect(await read({ ...blob(path), hash: "h" })).toBe(5);
		writeFileSync(path, "another");
		expect(await read({ ...blob(path), hash: "h" })).toBe(5);
	});

	test("go from one cached task to the next by where they are kept", async () => {
		const ran: string[] = [];
		const writes = cached(
			task("m.writes", [], () => {
				ran.push("writes");
				writeFileSync(join(raw, "f"), "x");
				return blob(join(raw, "f"));
			}),
		);
		const reads = cached(task("m.reads", ["x"], () => ran.push("reads")));
		const both = graph([node("n0", writes), node("n1", reads, { x: "n0.o0" })]);
		const access = { blobs: localStores(), rawOutputPrefix: raw, random: systemRandom };
		for (let i = 0; i < 2; i++) {
			await withState({ blobs: access }, () => runGraph(both, new Map(), { cache: new StoredCache(store.path) }));
		}
		expect(ran).toEqual(["writes", "reads"]);
	});
});

describe("a store that is not whole", () => {
	test("a result that was damaged is made again", async () => {
		let runs = 0;
		const of = cached(task("m.t", [], () => ++runs));
		await run(of);
		expect(store.database.run("update cache set outputs = zeroblob(length(outputs))").changes).toBe(1);
		await run(of);
		await run(of);
		expect(runs).toBe(2);
	});

	test("one that cannot be used costs the cache, not the run", async () => {
		let runs = 0;
		const of = cached(task("m.t", [], () => ++runs));
		store.database.exec("drop table cache");
		const heard: unknown[] = [];
		for (let i = 0; i < 2; i++) {
			const cache = new StoredCache(store.path, { onFailure: (error) => heard.push(error) });
			const result = await runEntity(of, new Map(), { cache });
			expect(result.phase).toBe("succeeded");
		}
		expect(runs).toBe(2);
		expect(heard).toHaveLength(2);
	});
});
