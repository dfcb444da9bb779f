import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Deployment } from "../../flytekit-ts/test/remote/deployment.js";
import { launch, open } from "./browser.js";
import { Project, type Served } from "./project.js";

let browser: Browser;
let server: Deployment;
let project: Project;
let served: Served;
beforeAll(async () => {
	browser = await launch();
	server = new Deployment();
	await server.start();
	project = new Project({ ...server.env, HOME: "/nonexistent" });
	server.onExecution = (execution) => {
		execution.phase = "RUNNING";
		execution.nodes = [
			{ id: "n0", phase: "SUCCEEDED", cacheHit: true },
			{ id: "n1", phase: "FAILED", error: { code: "USER:Error", message: "the cluster says <b>no</b>" } },
		];
	};
	const { code, said } = await project.call("run", "--remote", "--image", "ghcr.io/acme/app:v1", "flow.ts", "failing");
	if (code !== 0) throw new Error(said);
	served = await project.serve(0, "--remote");
});
afterAll(async () => {
	await browser?.close();
	await project?.close();
	server?.stop();
});

test("executions of a deployment are seen in the same views, and stopped there", async () => {
	const { page, trouble, picture } = await open(browser, served.url);
	await page.getByText(/flytesnacks\/development/).waitFor();
	await page.getByRole("link", { name: "flow.failing" }).click();
	const graph = page.locator("canvas[aria-roledescription=graph]");
	await expect.poll(() => graph.getAttribute("data-boxes")).toBe("2");
	await graph.focus();
	await page.keyboard.press("ArrowRight");
	await page.keyboard.press("ArrowRight");
	await page.getByLabel("Details").getByText("the cluster says <b>no</b>").first().waitFor();
	await picture("remote");
	await page.getByRole("button", { name: "Abort" }).click();
	await page.locator("header .state", { hasText: "aborted" }).first().waitFor();
	expect(trouble).toEqual([]);
});
