import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, open } from "./browser.js";
import { Project, type Served } from "./project.js";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

let browser: Browser;
let project: Project;
let served: Served;
beforeAll(async () => {
	browser = await launch();
	project = new Project();
	await project.run("run-a", "squares", "--n", "6");
	await project.run("run-b", "failing");
	await project.run("run-c", "mapped", "--xs", "2", "--xs", "3", "--xs", "4");
	await project.run("run-d", "decked");
	await project.run("run-e", "stored");
	served = await project.serve();
	// read once, so that no view waits for it
	const { page } = await open(browser, served.url);
	await page.goto(new URL("/entities", served.url).href);
	await page.getByText("({ n: Int }) => Int").waitFor();
	await page.context().close();
});
afterAll(async () => {
	await browser?.close();
	await project?.close();
});

const VIEWS: readonly (readonly [name: string, path: string, ready: (page: Page) => Promise<unknown>])[] = [
	["runs", "/", (page) => page.getByText("run-a").waitFor()],
	["entities", "/entities", (page) => page.getByText("({ n: Int }) => Int").waitFor()],
	["launch", "/launch?file=flow.ts&entity=everything", (page) => page.getByLabel(/^count/).waitFor()],
	["run", "/runs/run-a?node=squares%2Fdn6", (page) => page.getByText("= 55").waitFor()],
	["failed", "/runs/run-b?node=failing%2Fn1", (page) => page.getByLabel("Source").waitFor()],
	["array", "/runs/run-c?node=mapped%2Fn0", (page) => page.getByText("3 elements").waitFor()],
	["deck", "/runs/run-d?node=decked%2Fn0", (page) => page.locator("iframe.deck").waitFor()],
	["compare", "/compare?a=run-a&b=run-b", (page) => page.getByText("ended otherwise").waitFor()],
	["nothing", "/runs/none", (page) => page.getByText("This is not there").waitFor()],
];

describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
	test.each(VIEWS)("%s: axe finds nothing, nothing moves once it is there", async (name, path, ready) => {
		const { page, trouble, picture } = await open(browser, served.url, { colorScheme });
		await page.goto(new URL(path, served.url).href);
		await ready(page);
		await page.waitForTimeout(300);
		const moved = await page.evaluate(
			() =>
				new Promise<number>((resolve) => {
					let sum = 0;
					new PerformanceObserver((list) => {
						for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
					}).observe({ type: "layout-shift", buffered: true });
					setTimeout(() => resolve(sum), 200);
				}),
		);
		await picture(`${name}-${colorScheme}`);
		await page.evaluate(AXE);
		const violations = await page.evaluate(async () => {
			const axe = (globalThis as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } }).axe;
			interface Finding {
				readonly id: string;
				readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
			}
			const { violations: found } = await axe.run();
			return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary} (${nodes.length})`);
		});
		expect(violations).toEqual([]);
		expect(moved).toBeLessThan(0.1);
		expect(trouble).toEqual([]);
		await page.context().close();
	});
});

test("a narrow window has all of it, one below the other", async () => {
	const { page, trouble, picture } = await open(browser, served.url, { viewport: { width: 420, height: 800 } });
	await page.goto(new URL("/runs/run-b?node=failing%2Fn1", served.url).href);
	await page.getByLabel("Source").waitFor();
	expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
	await picture("narrow");
	expect(trouble).toEqual([]);
});
