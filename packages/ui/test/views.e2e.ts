import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, type Opened, open } from "./browser.js";
import { Project, type Served } from "./project.js";

let browser: Browser;
let project: Project;
let served: Served;
beforeAll(async () => {
	browser = await launch();
	project = new Project();
	await project.run("run-squares", "squares", "--n", "6");
	await project.run("run-squares2", "squares", "--n", "4");
	await project.run("run-mapped", "mapped", "--xs", "2", "--xs", "3", "--xs", "4", "--xs", "6");
	await project.run("run-failing", "failing");
	await project.run("run-stored", "stored");
	await project.run("run-decked", "decked");
	served = await project.serve();
});
afterAll(async () => {
	await browser?.close();
	await project?.close();
});

async function at(path: string): Promise<Opened> {
	const opened = await open(browser, served.url);
	await opened.page.waitForFunction(() => document.querySelector("[role=status]")?.textContent === "live");
	if (path !== "/") await opened.page.goto(new URL(path, served.url).href);
	return opened;
}

async function done({ page, trouble }: Opened): Promise<void> {
	expect(trouble).toEqual([]);
	await page.context().close();
}

const graphOf = (page: Page) => page.locator("canvas[aria-roledescription=graph]");

describe("runs", () => {
	test("lists them, and those that are begun elsewhere come by themselves", async () => {
		const opened = await at("/");
		const { page } = opened;
		await page.getByRole("link", { name: "flow.squares" }).first().waitFor();
		await opened.picture("runs");
		expect(page.url()).not.toContain("token");
		await project.run("run-late", "square", "--x", "3");
		await page.getByText("run-late").waitFor();
		await done(opened);
	});

	test("filters by state and name, in an address that can be given on", async () => {
		const opened = await at("/");
		const { page } = opened;
		await page.getByLabel("State").selectOption("failed");
		await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
		expect(page.url()).toContain("state=failed");
		await page.goto(new URL("/?name=mapped", served.url).href);
		await expect.poll(() => page.locator("tbody tr").allInnerTexts()).toEqual([expect.stringContaining("run-mapped")]);
		await page.getByLabel("Name or id").fill("no such");
		await page.getByText("No run fits").waitFor();
		await done(opened);
	});
});

describe("entities", () => {
	test("are listed with their signatures, and read again when the file changes; a syntax error keeps what was", async () => {
		const opened = await at("/entities");
		const { page } = opened;
		await page.getByText("({ n: Int }) => Int").waitFor();
		await opened.picture("entities");
		const file = join(project.folder, "flow.ts");
		const text = readFileSync(file, "utf8");
		writeFileSync(file, `${text}\nexport const cube = task(({ x }: { x: Int }): Int => x ** 3);\n`);
		await page.getByRole("link", { name: "cube", exact: true }).waitFor();
		writeFileSync(file, `${text}\nexport const cube = task((`);
		await page.getByRole("alert").waitFor();
		expect(await page.getByRole("link", { name: "cube", exact: true }).count()).toBe(1);
		await opened.picture("entities-broken");
		writeFileSync(file, text);
		await expect.poll(() => page.getByRole("alert").count()).toBe(0);
		expect(await page.getByRole("link", { name: "cube", exact: true }).count()).toBe(0);
		await done(opened);
	});

	test("have a form that checks as one types, says the command, and begins a run", async () => {
		const opened = await at("/launch?file=flow.ts&entity=everything");
		const { page } = opened;
		await page.getByLabel(/^count/).fill("five");
		await page.getByText("expected Int").waitFor();
		await page.getByLabel(/^count/).fill("5");
		await page.getByLabel(/^name/).fill("Ann O'Hara");
		await page.getByLabel(/^level/).selectOption("high");
		await page.getByLabel(/^tags/).fill('["a", 3]');
		await page.getByText("[1]: expected string").waitFor();
		await page.getByLabel(/^tags/).fill('["a", "b"]');
		await page.getByLabel(/^rows/).fill('[{"city": "x", "people": 3}]');
		await expect.poll(() => page.locator("[aria-invalid=true]").count()).toBe(0);
		expect(await page.getByTestId("command").textContent()).toBe(
			`tsflyte run flow.ts everything --count 5 --ratio 0.5 --name 'Ann O'\\''Hara' --level high --yes --tags '["a", "b"]' --rows '[{"city": "x", "people": 3}]'`,
		);
		await opened.picture("launch");
		await page.getByRole("button", { name: "Run", exact: true }).click();
		await page.getByText("5 0.5 Ann O'Hara high true a+b 1 -").waitFor();
		expect(page.url()).toContain("/runs/");
		await done(opened);
	});

	test("show the graph that a workflow's body makes", async () => {
		const opened = await at("/launch?file=flow.ts&entity=failing");
		await expect.poll(() => graphOf(opened.page).getAttribute("data-boxes")).toBe("2");
		await done(opened);
	});
});

describe("a run", () => {
	test("has graph, timeline and details, linked; by keys alone", async () => {
		const opened = await at("/runs/run-squares");
		const { page } = opened;
		await expect.poll(() => graphOf(page).getAttribute("data-boxes")).toBe("7");
		await graphOf(page).focus();
		await page.keyboard.press("ArrowRight");
		await page.keyboard.press("ArrowRight");
		await expect.poll(() => page.url()).toContain("node=squares%2Fdn6");
		const details = page.getByLabel("Details");
		await details.getByText("list of 6").waitFor();
		await details.getByText("= 55").waitFor();
		await opened.picture("run");
		await page.locator("canvas[aria-roledescription=timeline]").focus();
		await page.keyboard.press("Home");
		await expect.poll(() => page.url()).toContain("node=squares%2Fdn0");
		await page.keyboard.press("/");
		await graphOf(page).focus();
		await page.keyboard.press("/");
		await page.keyboard.type("sum");
		await page.getByText("1 found").waitFor();
		await page.keyboard.press("Enter");
		await expect.poll(() => page.url()).toContain("node=squares%2Fdn6");
		await done(opened);
	});

	test("shows an array as one node with its elements, and why one failed", async () => {
		const opened = await at("/runs/run-mapped?node=mapped%2Fn0");
		const { page } = opened;
		await page.getByText("4 elements").waitFor();
		expect(await graphOf(page).getAttribute("data-boxes")).toBe("1");
		await opened.picture("array");
		await page.getByRole("button", { name: "1", exact: true }).click();
		await page.getByText("3 is odd").first().waitFor();
		await done(opened);
	});

	test("shows attempts, the error as text and the line that threw it", async () => {
		const opened = await at("/runs/run-failing?node=failing%2Fn1");
		const { page } = opened;
		await page.getByLabel("Details").getByText("<img src=x onerror=alert(1)>").first().waitFor();
		await page
			.getByText(/flow\.ts:\d+/)
			.first()
			.waitFor();
		await page.getByLabel("Source").getByText("throw new RecoverableError").waitFor();
		await page.getByText("Failed attempts").waitFor();
		await opened.picture("failed");
		await done(opened);
	});

	test("shows datasets as tables, and files to download", async () => {
		const opened = await at("/runs/run-stored?node=stored%2Fn0");
		const { page } = opened;
		await page.getByRole("button", { name: "Show rows" }).click();
		await page.getByText("the first 200 of 300 rows").waitFor();
		await page.getByText("city 199").waitFor();
		await opened.picture("table");
		await page.goto(new URL("/runs/run-stored?node=stored%2Fn1", served.url).href);
		const [download] = await Promise.all([
			page.waitForEvent("download"),
			page
				.getByLabel("Outputs")
				.getByRole("link", { name: /made\.txt/ })
				.click(),
		]);
		expect(readFileSync(await download.path(), "utf8")).toBe("hello from a file\n");
		await done(opened);
	});

	test("shows a deck that reaches nothing", async () => {
		const opened = await at("/runs/run-decked?node=decked%2Fn0");
		const { page } = opened;
		const deck = page.frameLocator("iframe.deck");
		await deck.locator("#deck", { hasText: "deck of 7 alone" }).waitFor({ state: "attached" });
		expect(await page.locator("iframe.deck").getAttribute("sandbox")).toBe("allow-scripts");
		await opened.picture("deck");
		await done(opened);
	});

	test("says why the cache had a result, and why it had none", async () => {
		await project.run("cached-1", "cached", "--word", "a");
		await project.run("cached-2", "cached", "--word", "a");
		await project.run("cached-3", "cached", "--word", "b");
		const opened = await at("/runs/cached-2?node=cached%2Fn0");
		const { page } = opened;
		await page.getByText("hit: its result is that of cached/n0 of run cached-1").waitFor();
		await opened.picture("cached");
		await page.goto(new URL("/runs/cached-3?node=cached%2Fn0", served.url).href);
		await page.getByText(/miss: the result that comes nearest \(run cached-1\) differs in input word/).waitFor();
		await done(opened);
	});

	test("is live while it runs, follows its log, and is stopped", async () => {
		const opened = await at("/launch?file=flow.ts&entity=slow");
		const { page } = opened;
		await page.getByRole("button", { name: "Run", exact: true }).click();
		await page.getByRole("button", { name: "Abort" }).waitFor();
		// there is nothing to go to before there is a node
		await expect.poll(() => graphOf(page).getAttribute("data-boxes")).not.toBe("0");
		await graphOf(page).focus();
		await page.keyboard.press("ArrowRight");
		await page.getByText(/line 5 red/).waitFor();
		await opened.picture("live");
		await page.getByRole("button", { name: "Abort" }).click();
		await page.locator("header .state", { hasText: "aborted" }).first().waitFor();
		await page.getByRole("button", { name: "Go on from what is done" }).waitFor();
		await done(opened);
	});

	test("that failed is gone on with, and what is done is kept", async () => {
		const missing = join(project.folder, "missing.txt");
		await project.run("run-mendable", "mendable", "--file", missing);
		const opened = await at("/runs/run-mendable");
		const { page } = opened;
		await page.getByRole("button", { name: "Go on from what is done" }).waitFor();
		writeFileSync(missing, "here");
		await page.getByRole("button", { name: "Go on from what is done" }).click();
		await page.locator("header .state", { hasText: "succeeded · gone on with 1×" }).waitFor();
		await page.goto(new URL("/runs/run-mendable?node=mendable%2Fn0", served.url).href);
		await page.getByText("kept from before the run was gone on with").waitFor();
		await done(opened);
	});

	test("is run again with other inputs", async () => {
		const opened = await at("/runs/run-squares");
		const { page } = opened;
		await page.getByRole("link", { name: "Run again with other inputs" }).click();
		expect(await page.getByLabel(/^n/).inputValue()).toBe("6");
		await page.getByLabel(/^n/).fill("3");
		await page.getByRole("button", { name: "Run", exact: true }).click();
		await page.getByText("= 5").waitFor();
		await done(opened);
	});

	test("asks at its gates, and is answered", async () => {
		const opened = await at("/launch?file=flow.ts&entity=careful");
		const { page } = opened;
		await page.getByLabel(/^x/).fill("1");
		await page.getByRole("button", { name: "Run", exact: true }).click();
		await page.getByRole("group", { name: "Gate percent" }).waitFor();
		await opened.picture("gate");
		await page.getByLabel(/A value/).fill("many");
		await page.getByRole("button", { name: "Answer" }).click();
		await page.getByText("does not fit").waitFor();
		await page.getByLabel(/A value/).fill("9");
		await page.getByRole("button", { name: "Answer" }).click();
		await page.getByRole("button", { name: "Approve" }).click();
		await page.locator("header .state", { hasText: "succeeded" }).first().waitFor();
		await done(opened);
	});

	test("gives its history as JSON", async () => {
		const opened = await at("/runs/run-squares");
		const [download] = await Promise.all([
			opened.page.waitForEvent("download"),
			opened.page.getByRole("link", { name: "History" }).click(),
		]);
		const lines = readFileSync(await download.path(), "utf8")
			.trim()
			.split("\n");
		expect(lines.map((line) => JSON.parse(line).type)).toContain("graph");
		await done(opened);
	});
});

test("two runs are compared", async () => {
	const opened = await at("/");
	const { page } = opened;
	await page.getByLabel("Mark run-squares to compare", { exact: true }).check();
	await page.getByLabel("Mark run-squares2 to compare").check();
	await page.getByRole("link", { name: "Compare the two" }).click();
	await page.getByText("input n (differs)").waitFor();
	await page.getByText("squares/dn5").waitFor();
	await opened.picture("compare");
	await done(opened);
});
