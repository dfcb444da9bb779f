import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RunStore } from "../../src/engine/journal/run-store.js";
import type { ArrayTarget } from "../../src/graph/graph.js";
import type { RunningPage } from "../../src/server/index.js";
import type { NodeDetail, RunUpdate, RunView } from "../../src/server/view-model.js";
import type { Literal } from "../../src/types/literal.js";
import { encodeLiteral, encodeLiteralMap } from "../../src/wire/literals.js";
import { graph, int, list, mapped, node, task, text } from "../engine/build.js";
import { ask, type Kept, kept, letIn } from "./kept.js";

const LIBSQL = fileURLToPath(import.meta.resolve("libsql"));
const add = task("m.add", ["a", "b"], ({ a, b }) => (a as number) + (b as number));
const fails = task("m.fails", ["x"], () => {
	throw new Error("<b>no</b>");
});
const two = graph([node("n0", add, { a: 1, b: 2 }), node("n1", add, { a: "n0.o0", b: 3 })], { o0: "n1.o0" });

let project: Kept;
let page: RunningPage;
let cookie: string;
beforeEach(() => {
	project = kept();
});
afterEach(() => project.close());

async function open(): Promise<void> {
	page = await project.serve();
	cookie = await letIn(page);
}

async function data<T>(path: string): Promise<T> {
	const { status, text: body } = await ask(page.port, path, { headers: { cookie } });
	expect(status, body).toBe(200);
	return JSON.parse(body) as T;
}

/** The first event of a name on the stream that satisfies. */
function event<T>(path: string, name: string, enough: (data: T) => boolean): Promise<T> {
	return new Promise((resolve, reject) => {
		const sent = get({ host: "127.0.0.1", port: page.port, path, headers: { cookie } }, (response) => {
			let buffer = "";
			response.setEncoding("utf8").on("data", (chunk) => {
				buffer += chunk;
				for (let end = buffer.indexOf("\n\n"); end !== -1; end = buffer.indexOf("\n\n")) {
					const lines = buffer.slice(0, end).split("\n");
					buffer = buffer.slice(end + 2);
					if (!lines.includes(`event: ${name}`)) continue;
					const json = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
					const told = JSON.parse(json.join("\n")) as T;
					if (!enough(told)) continue;
					sent.destroy();
					resolve(told);
				}
			});
		});
		sent.once("error", reject);
	});
}

describe("runs", () => {
	test("of a store that is not there yet are none, and come when it is", async () => {
		await open();
		expect(await data("/api/runs")).toEqual([]);
		await project.run("r1", two);
		expect(await data<RunView[]>("/api/runs")).toMatchObject([{ id: "r1", name: "m.main", state: "succeeded" }]);
	});

	test("are filtered by state, name and time", async () => {
		await project.run("good", two);
		await project.run("bad", graph([node("n0", fails, { x: 1 })]));
		await open();
		const ids = async (query: string) => (await data<RunView[]>(`/api/runs?${query}`)).map(({ id }) => id);
		expect(await ids("")).toEqual(["bad", "good"]);
		expect(await ids("state=failed")).toEqual(["bad"]);
		expect(await ids("name=GOO")).toEqual(["good"]);
		expect(await ids(`since=${Date.now() + 1000}`)).toEqual([]);
		expect(await ids("limit=1")).toEqual(["bad"]);
		expect((await ask(page.port, "/api/runs?since=x", { headers: { cookie } })).status).toBe(400);
	});

	test("are told whole, and then as they go on in another process's hands", async () => {
		await project.run("r1", two);
		await open();
		const whole = await event<RunUpdate>("/api/live?run=r1", "run", () => true);
		expect(whole).toMatchObject({ reset: true, run: { id: "r1", state: "succeeded", root: "main" } });
		expect(whole.graphs).toMatchObject([{ path: "main", nodes: [{ id: "n0" }, { id: "n1", needs: [0] }] }]);
		expect(whole.nodes.find(({ path }) => path === "main/n1")).toMatchObject({ state: "succeeded", attempts: 1 });
		const next = event<{ changed: RunView[] }>("/api/live", "runs", ({ changed }) =>
			changed.some(({ id }) => id === "r2"),
		);
		await project.run("r2", two);
		expect((await next).changed).toContainEqual(expect.objectContaining({ id: "r2", state: "succeeded" }));
	});

	test("that are deleted while they are looked at say so", async () => {
		await project.run("r1", two);
		await open();
		const gone = event<RunUpdate>("/api/live?run=r1", "run", (update) => update.gone !== undefined);
		const store = new RunStore(project.store);
		await event("/api/live?run=r1", "run", () => true);
		store.database.exec("pragma foreign_keys = off; delete from segments; delete from runs");
		store.close();
		expect((await gone).gone).toEqual({ code: "JOURNAL_NO_RUN", message: "the run was deleted" });
		expect((await ask(page.port, "/api/runs/r1", { headers: { cookie } })).status).toBe(404);
	});

	test("elements of an array are nodes of their own", async () => {
		const inc = task("m.inc", ["x"], ({ x }) => (x as number) + 1);
		await project.run("r1", graph([node("n0", mapped(inc), { x: list(int(1), int(2), int(3)) })], { o0: "n0.o0" }));
		await open();
		const whole = await data<RunUpdate>("/api/runs/r1/whole");
		expect(whole.nodes.find(({ path }) => path === "main/n0")).toMatchObject({ elements: 3, kind: "array" });
		expect(whole.nodes.filter(({ path }) => path.startsWith("main/n0["))).toHaveLength(3);
	});
});

test("calls that were folded here are elements of their array, each with values of its own", async () => {
	const square = task("m.square", ["x"], ({ x }) => (x as number) ** 2);
	const calls = Array.from({ length: 10 }, (_, i) => ({ id: `dn${i}` }));
	const numbers = list(...calls.map((_, i) => int(i)));
	const folded = graph([node("an0", { ...(mapped(square) as ArrayTarget), calls }, { x: numbers })], { o0: "an0.o0" });
	await project.run("r1", folded);
	await open();
	const { graphs, nodes } = await data<RunUpdate>("/api/runs/r1/whole");
	const [array] = graphs[0]?.nodes ?? [];
	expect(array).toMatchObject({ kind: "array", calls: { count: 10, ids: "dn0-dn9" } });
	expect(nodes.find(({ path }) => path === "main/an0[7]")).toMatchObject({ state: "succeeded", call: "dn7" });
	expect(nodes.some(({ path }) => path === "main/dn7")).toBe(false);
	const detail = await data<NodeDetail>(`/api/runs/r1/node?${new URLSearchParams({ path: "main/an0[7]" })}`);
	expect(detail.outputs).toMatchObject([{ name: "o0", value: { text: "49" } }]);
});

describe("a node", () => {
	test("has its values, its failed attempts and its error", async () => {
		await project.run("bad", graph([node("n0", fails, { x: 7 })]));
		await open();
		const detail = await data<NodeDetail>("/api/runs/bad/node?path=main%2Fn0");
		expect(detail.inputs).toMatchObject([{ name: "x", value: { kind: "scalar", text: "7" } }]);
		expect(detail.error?.message).toContain("<b>no</b>");
		expect(detail.attempts).toMatchObject([{ attempt: 0, willRetry: false }]);
	});

	test("gives large values cut, and whole as a download", async () => {
		await project.run("r1", two);
		const store = new RunStore(project.store, { durability: "process" });
		const { header } = store.run("r1");
		const journal = store.begin({ ...header, id: "r2" });
		const inputs = encodeLiteralMap(new Map([["t", text("é".repeat(3_000_000))]]));
		const call = { key: "k".repeat(16), path: "main", name: "m.main", kind: "task", phase: "failed" } as const;
		const times = { source: "run", startedAt: 1, endedAt: 2, attempts: 1, version: "" } as const;
		journal.append({ type: "call", ...call, ...times, inputs, outputs: undefined, error: undefined });
		journal.flush();
		store.close();
		await open();
		const detail = await data<NodeDetail>("/api/runs/r2/node?path=main");
		const shown = detail.inputs?.[0]?.value;
		expect(shown).toMatchObject({ kind: "text", length: 3_000_000 });
		expect(JSON.stringify(shown).length).toBeLessThan(20_000);
		const whole = await ask(page.port, detail.inputs?.[0]?.href ?? "", { headers: { cookie } });
		expect(JSON.parse(whole.text)).toHaveLength(3_000_000);
		expect(whole.headers["content-disposition"]).toBe("attachment; filename*=UTF-8''t.json");
	});

	test("of a long list sends the beginning, counts the rest, and knows each file that it shows", async () => {
		await project.run("r1", two);
		const store = new RunStore(project.store, { durability: "process" });
		const { header } = store.run("r1");
		const journal = store.begin({ ...header, id: "r3" });
		const file = (name: string): Literal => {
			writeFileSync(join(project.folder, name), name);
			return {
				kind: "blob",
				uri: `file://${join(project.folder, name)}`,
				type: { kind: "blob", format: "", dimensionality: "single" },
			};
		};
		const many = Array.from({ length: 150 }, () => file("many.txt"));
		const numbers: Literal = { kind: "collection", items: Array.from({ length: 300_000 }, (_, i) => int(i)) };
		const files = list(list(...many), { kind: "map", entries: new Map([["last", file("last.txt")]]) });
		const inputs = encodeLiteralMap(
			new Map([
				["numbers", numbers],
				["files", files],
			]),
		);
		const call = { key: "k".repeat(16), path: "main", name: "m.main", kind: "task", phase: "failed" } as const;
		const times = { source: "run", startedAt: 1, endedAt: 2, attempts: 1, version: "" } as const;
		journal.append({ type: "call", ...call, ...times, inputs, outputs: undefined, error: undefined });
		journal.flush();
		store.close();
		await open();
		const { text: sent } = await ask(page.port, "/api/runs/r3/node?path=main", { headers: { cookie } });
		expect(sent.length).toBeLessThan(60_000);
		const { inputs: shown = [] } = JSON.parse(sent) as NodeDetail;
		const numbersShown = shown.find(({ name }) => name === "numbers");
		expect(numbersShown?.value).toMatchObject({ kind: "list", length: 300_000 });
		expect(numbersShown?.bytes).toBe(encodeLiteral(numbers).length);
		expect(numbersShown?.value).toHaveProperty("items.length", 100);
		const filesShown = JSON.stringify(shown.find(({ name }) => name === "files")?.value);
		expect(filesShown).toContain('"length":150');
		const href = /"uri":"[^"]*last\.txt","href":"([^"]+)"/.exec(filesShown)?.[1] ?? "";
		expect((await ask(page.port, href, { headers: { cookie } })).text).toBe("last.txt");
		expect((await ask(page.port, href.replace(/at=[^&]+/, "at=nonsense"), { headers: { cookie } })).status).toBe(400);
	});

	test("that is not there has nothing, and no variable reaches a file of the disk", async () => {
		await project.run("r1", two);
		await open();
		expect(await data("/api/runs/r1/node?path=nothing")).toEqual({ path: "nothing", attempts: [], logs: [] });
		const bad = [
			"/api/runs/r1/file?path=main%2Fn0&side=outputs&name=o0&at=%5B%5D",
			"/api/runs/r1/file?path=main&side=outputs&name=file%3A%2F%2F%2Fetc%2Fpasswd",
			"/api/runs/r1/deck?path=..%2F..%2Fetc",
			"/api/runs/none/node?path=main",
		];
		for (const path of bad) expect((await ask(page.port, path, { headers: { cookie } })).status, path).toBe(404);
	});

	test("its history is every record, one JSON document a line", async () => {
		await project.run("r1", two);
		await open();
		const { text: lines } = await ask(page.port, "/api/runs/r1/history", { headers: { cookie } });
		const records = lines
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line) as { type: string });
		expect(records.map(({ type }) => type)).toEqual(expect.arrayContaining(["graph", "call"]));
		expect(records.filter(({ type }) => type === "call")).toHaveLength(3);
	});
});

describe("a store", () => {
	test("that is no store, or of a newer version, is an error with a way out", async () => {
		await project.run("r1", two);
		const store = new RunStore(project.store);
		store.database.exec("pragma user_version = 99");
		store.close();
		await open();
		const newer = await ask(page.port, "/api/runs", { headers: { cookie } });
		expect(newer.status).toBe(500);
		expect(JSON.parse(newer.text)).toMatchObject({ error: { code: "JOURNAL_NEWER" } });
		await project.close();
		project = kept();
		await project.run("r1", two);
		for (const end of ["-wal", "-shm"]) rmSync(project.store + end, { force: true });
		writeFileSync(project.store, "this is no database, but a text that is long enough to be looked at".repeat(100));
		await open();
		const damaged = await ask(page.port, "/api/runs", { headers: { cookie } });
		expect(JSON.parse(damaged.text)).toMatchObject({ error: { code: "JOURNAL_DAMAGED" } });
	});

	test("that another process holds is told as busy, soon, and is read again afterwards", async () => {
		const hold = `const db = new (require(${JSON.stringify(LIBSQL)}))(process.argv[1]);
			db.exec("pragma journal_mode = wal"); db.exec("pragma locking_mode = exclusive");
			db.exec("begin exclusive; create table held (x)"); console.log("held"); setInterval(() => {}, 1000)`;
		mkdirSync(dirname(project.store));
		const holder = spawn(process.execPath, ["-e", hold, project.store], { stdio: ["ignore", "pipe", "inherit"] });
		await once(holder.stdout, "data");
		await open();
		const busy = await ask(page.port, "/api/runs", { headers: { cookie } });
		expect(busy.status).toBe(503);
		expect(JSON.parse(busy.text)).toMatchObject({ error: { code: "JOURNAL_BUSY" } });
		holder.kill("SIGKILL");
		await once(holder, "exit");
		expect(await data<RunView[]>("/api/runs")).toEqual([]);
	});
});
