import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { RunStore } from "../../flytekit-ts/src/engine/journal/run-store.js";
import { launch, open } from "./browser.js";
import { Project } from "./project.js";
import { layered, SyntheticRun } from "./synthetic.js";

const LIBSQL = fileURLToPath(import.meta.resolve("libsql"));
let browser: Browser;
let project: Project;
beforeAll(async () => {
	browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(() => {
	project = new Project();
});
afterEach(() => project.close());

test("no store: the page says what to do", async () => {
	const served = await project.serve(0, "flow.ts");
	const { page, trouble, picture } = await open(browser, served.url);
	await page.getByText("Nothing was run yet").waitFor();
	await picture("empty");
	expect(trouble).toEqual([]);
});

test("a busy store: the page says so, and goes on by itself when it is free", async () => {
	mkdirSync(dirname(project.store));
	const hold = `const db = new (require(${JSON.stringify(LIBSQL)}))(process.argv[1]);
		db.exec("pragma journal_mode = wal"); db.exec("pragma locking_mode = exclusive");
		db.exec("begin exclusive; create table held (x)"); console.log("held"); setInterval(() => {}, 1000)`;
	const holder = spawn(process.execPath, ["-e", hold, project.store], { stdio: ["ignore", "pipe", "inherit"] });
	await once(holder.stdout, "data");
	const served = await project.serve();
	const { page, trouble, picture } = await open(browser, served.url);
	await page.getByText("The store is busy").waitFor();
	await picture("busy");
	holder.kill("SIGKILL");
	await page.getByText("Nothing was run yet").waitFor();
	expect(trouble).toEqual([]);
});

test("a damaged store, and one of a newer version", async () => {
	mkdirSync(dirname(project.store));
	writeFileSync(project.store, "no database at all ".repeat(1000));
	const served = await project.serve();
	const { page, trouble, picture } = await open(browser, served.url);
	await page.getByText("The store is damaged").waitFor();
	await picture("damaged");
	await served.stop();
	rmSync(project.store);
	const store = new RunStore(project.store);
	store.database.exec("pragma user_version = 99");
	store.close();
	const again = await project.serve();
	const newer = await open(browser, again.url);
	await newer.page.getByText("written by a newer version").waitFor();
	expect([...trouble, ...newer.trouble]).toEqual([]);
});

test("a run that is deleted while it is looked at", async () => {
	const run = new SyntheticRun(project.store, "doomed");
	run.graph("main", "lab.main", layered(4, 2));
	run.call("main/n0", "lab.step0", 0);
	run.journal.flush();
	const served = await project.serve();
	const { page, trouble, picture } = await open(browser, served.url);
	await page.goto(new URL("/runs/doomed", served.url).href);
	await page.getByRole("heading", { name: "lab.main" }).first().waitFor();
	run.store.database.exec("pragma foreign_keys = off; delete from segments; delete from runs");
	await page.getByText("There is no such run").waitFor();
	await picture("deleted");
	run.store.close();
	expect(trouble).toEqual([]);
});

test("a server that is restarted: the page is connected again, up to date, and says so", async () => {
	const served = await project.serve();
	const { page, trouble, picture } = await open(browser, served.url);
	await page.getByText("Nothing was run yet").waitFor();
	// it knows which server this is, or the next one would be no other
	await page.locator(".place[title]").waitFor();
	await served.stop("SIGKILL");
	await page.getByText("connection lost, trying again").waitFor();
	await project.run("meanwhile", "square", "--x", "2");
	const told = page.getByText("The server was restarted").waitFor(); // for some seconds: it is waited for beforehand
	await Promise.all([project.serve(served.port), told]);
	await picture("restarted");
	await page.getByText("meanwhile").waitFor();
	expect(trouble).toEqual([]);
});

test("names full of HTML are text", async () => {
	const html = `<img src=x onerror=alert(1)><script>alert(2)</script><b>bold</b>\u001b[31m`;
	const run = new SyntheticRun(project.store, "html", html);
	run.graph("main", html, [{ id: "<i>n0</i>", name: html, needs: [] }]);
	run.call("main/<i>n0</i>", html, 0, {
		phase: "failed",
		message: html,
	});
	run.call(`main`, html, 0, { outputs: new Map([[html, { kind: "string", value: html }]]) });
	run.log("main/<i>n0</i>", html);
	run.end("failed");
	const served = await project.serve();
	const { page, trouble, picture } = await open(browser, served.url);
	await page.getByText("<b>bold</b>").first().waitFor();
	await page.goto(new URL(`/runs/html?${new URLSearchParams({ node: "main/<i>n0</i>" })}`, served.url).href);
	await page.getByRole("log").getByText("<b>bold</b>").waitFor();
	await picture("html");
	expect(await page.locator("main img, main b, main script, main i").count()).toBe(0);
	expect(trouble).toEqual([]);
});

test("a log of 100 MB: its end at once, what is before on demand", async () => {
	const run = new SyntheticRun(project.store, "log");
	run.graph("main", "lab.main", [{ id: "n0", name: "lab.step0", needs: [] }]);
	const block = `${"x".repeat(99)}\n`.repeat(10_000);
	for (let i = 0; i < 100; i++) run.log("main/n0", block);
	run.log("main/n0", "the last line\n");
	run.call("main/n0", "lab.step0", 0);
	run.end();
	const served = await project.serve();
	const { page, trouble, picture } = await open(browser, served.url);
	await page.goto(new URL("/runs/log?node=main%2Fn0", served.url).href);
	await page.getByText("the last line").waitFor();
	await page.getByText("of 100 MB").waitFor();
	await page.getByRole("button", { name: "Show what is before" }).click();
	await page.getByText("the last 462 kB of 100 MB").waitFor();
	await picture("long-log");
	expect(trouble).toEqual([]);
});

test("a value of 50 MB: cut on the page, whole as a download", async () => {
	const run = new SyntheticRun(project.store, "value");
	run.graph("main", "lab.main", [{ id: "n0", name: "lab.step0", needs: [] }]);
	const outputs = new Map([["o0", { kind: "string" as const, value: "y".repeat(50_000_000) }]]);
	run.call("main/n0", "lab.step0", 0, { outputs });
	run.end();
	const served = await project.serve();
	const { page, trouble, picture } = await open(browser, served.url);
	await page.goto(new URL("/runs/value?node=main%2Fn0", served.url).href);
	await page.getByRole("button", { name: "50000000 characters" }).click();
	await page.getByText("the rest is in the download").waitFor();
	await picture("large-value");
	const [download] = await Promise.all([
		page.waitForEvent("download"),
		page.getByRole("link", { name: /download o0 as JSON/ }).click(),
	]);
	expect(await download.failure()).toBeNull();
	expect(trouble).toEqual([]);
});

test.each([1, 20_000])("a graph of %i nodes", async (n) => {
	const run = new SyntheticRun(project.store, "graph");
	run.graph("main", "lab.main", layered(n, 200));
	for (let i = 0; i < n; i++)
		run.call(`main/n${i}`, `lab.step${i % 5}`, i, { phase: i % 97 === 5 ? "failed" : "succeeded" });
	run.end();
	const served = await project.serve();
	const { page, trouble, picture } = await open(browser, served.url);
	await page.goto(new URL("/runs/graph", served.url).href);
	const graph = page.locator("canvas[aria-roledescription=graph]");
	await expect.poll(() => graph.getAttribute("data-boxes")).toBe(String(n));
	await graph.focus();
	await page.keyboard.press("ArrowRight");
	await page.getByLabel("Details").getByText("lab.step0").waitFor();
	await page.getByLabel("Search nodes").fill(`n${n - 1}`);
	await page.keyboard.press("Enter");
	await expect.poll(() => page.url()).toContain(`node=main%2Fn${n - 1}`);
	await picture(`graph-${n}`);
	expect(trouble).toEqual([]);
});
