import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type Case, failed, succeeded } from "../runner/case.js";
import { labPage } from "../runner/page.js";

/** What this needs of the page's own model (packages/flytekit-ts/src/server/view-model.ts). */
interface Whole {
	readonly graphs: readonly {
		readonly path: string;
		readonly nodes: readonly {
			readonly id: string;
			readonly name: string;
			readonly needs: readonly number[];
			readonly calls?: { readonly count: number; readonly ids: string };
		}[];
	}[];
	readonly nodes: readonly { readonly path: string; readonly state: string; readonly call?: string }[];
}

const graphOf = (page: Page) => page.locator("canvas[aria-roledescription=graph]");
const detailsOf = (page: Page) => page.getByLabel("Details");

/** Waits until the graph has so many boxes. */
const boxes = (page: Page, count: number) =>
	page.waitForFunction(
		(wanted) => document.querySelector("canvas[aria-roledescription=graph]")?.getAttribute("data-boxes") === wanted,
		String(count),
	);

/** Edges of the graph at `path`, by ids. */
function edges({ graphs }: Whole, path: string): string[] {
	const nodes = graphs.find((graph) => graph.path === path)?.nodes ?? [];
	return nodes.flatMap(({ id, needs }) => needs.map((need) => `${nodes[need]?.id} ${id}`));
}

export const page: readonly Case[] = [
	{
		name: "page: executions of a deployment, with their graphs, calls, logs and gates",
		async run(flyte) {
			const { folder } = flyte;
			const [staged, broken, asked] = await Promise.all([
				flyte.launch("folding.staged", { n: 12 }),
				flyte.launch("folding.broken", { n: 12, not: 5, folder }),
				flyte.launch("waiting.approved", { n: 3 }),
			]);
			const lab = await labPage(flyte.lab);
			try {
				// live: the page is there before the gate is
				const gate = await lab.open(`/runs/${asked.name}`);
				const approved = (async () => {
					await gate.page.getByRole("button", { name: "Approve" }).click({ timeout: 600_000 });
					await gate.page.locator("header .state", { hasText: "succeeded" }).first().waitFor({ timeout: 600_000 });
				})();
				await Promise.all([succeeded(staged), failed(broken), approved]);
				assert.deepEqual(gate.trouble, []);
				assert.equal(Number((await succeeded(asked)).outputs.o0), 81);

				const list = await lab.open("/");
				for (const name of ["folding.staged", "folding.broken", "waiting.approved"]) {
					await list.page.getByRole("link", { name }).first().waitFor();
				}
				await list.picture("lab-runs");

				const stages = await lab.open(`/runs/${staged.name}`);
				await boxes(stages.page, 4);
				await stages.picture("lab-staged");
				const whole = await lab.data<Whole>(stages, `/api/runs/${staged.name}/whole`);
				assert.deepEqual(edges(whole, "staged/n0"), ["an0 an1", "an1 dn24"]);
				const inside = whole.graphs.find(({ path }) => path === "staged/n0")?.nodes ?? [];
				assert.deepEqual(
					inside.map(({ name, calls }) => [name, calls?.count, calls?.ids]),
					[
						["arithmetic.square", 12, "dn0-dn22"],
						["folding.plusOne", 12, "dn1-dn23"],
						["arithmetic.total", undefined, undefined],
					],
				);
				assert.ok(whole.nodes.every(({ state }) => state === "succeeded"));
				assert.equal(whole.nodes.filter(({ call }) => call !== undefined).length, 24);

				const wrong = await lab.open(`/runs/${broken.name}`);
				await boxes(wrong.page, 3);
				await wrong.page
					.getByText("call 6 of folding.fragile (dn5) with n = 5 failed: Error: 5 is broken")
					.first()
					.waitFor();
				await wrong.page.getByLabel("Search nodes").fill("dn5");
				await wrong.page.getByLabel("Search nodes").press("Enter");
				const details = detailsOf(wrong.page);
				await details.getByText("call 6 of folding.fragile (dn5)", { exact: true }).waitFor();
				await details.getByLabel("Inputs").getByText("n = 5", { exact: true }).waitFor();
				await details.getByLabel("Error").getByText("Error: 5 is broken").waitFor();
				await details
					.getByLabel("Logs")
					.getByText(/an0-0-n5-0\.log/)
					.waitFor();
				assert.equal(await details.getByLabel("Logs").getByRole("link").count(), 0, "a file is no link");
				assert.match(await wrong.page.evaluate(() => location.search), /node=broken%2Fn0%2Fan0%5B5%5D/);
				await graphOf(wrong.page).focus();
				await wrong.picture("lab-broken");
				for (const { trouble } of [list, stages, wrong]) assert.deepEqual(trouble, []);
			} finally {
				await lab.close();
			}
		},
	},
];
