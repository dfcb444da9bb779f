// `npm run ui:pictures`: the pictures of docs/ui.md.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch, open } from "./browser.js";
import { Project } from "./project.js";

const FOLDER = fileURLToPath(new URL("../../../docs/pictures/", import.meta.url));
const project = new Project();
const browser = await launch();
try {
	mkdirSync(FOLDER, { recursive: true });
	await project.run("squares", "squares", "--n", "12");
	await project.run("failing", "failing");
	await project.run(
		"mapped",
		"mapped",
		...Array.from({ length: 40 }, (_, i) => `--xs=${i * 2 + (i % 9 === 4 ? 1 : 0)}`),
	);
	const { url } = await project.serve();
	const views = [
		["run", "/runs/squares?node=squares%2Fdn12", "light", "Outputs"],
		["failed", "/runs/failing?node=failing%2Fn1", "dark", "Source"],
		["array", "/runs/mapped?node=mapped%2Fn0", "light", "Elements"],
		["form", "/launch?file=flow.ts&entity=failing", "dark", "Inputs"],
	] as const;
	for (const [name, path, colorScheme, label] of views) {
		const viewport = { width: 1180, height: 700 };
		const { page } = await open(browser, url, { colorScheme, viewport });
		await page.goto(new URL(path, url).href);
		await page.getByLabel(label).first().waitFor();
		// the folder's name is another each time
		await page.locator(".place").evaluate((place) => {
			place.textContent = "~/project";
		});
		await page.waitForTimeout(800);
		await page.screenshot({ path: `${FOLDER}ui-${name}.png` });
		await page.context().close();
	}
} finally {
	await browser.close();
	await project.close();
}
