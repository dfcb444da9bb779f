// The real browser, as every test opens it.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Where pictures are put; git does not see it. */
export const PICTURES = fileURLToPath(new URL("./pictures/", import.meta.url));

export function launch(): Promise<Browser> {
	return chromium.launch({
		executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
		args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
	});
}

export interface Opened {
	readonly page: Page;
	/** Errors of the page, dialogs, and requests that leave the server. */
	readonly trouble: string[];
	picture(name: string): Promise<void>;
}

/** A window of its own, that notes what must never happen. */
export async function open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Opened> {
	const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, ...options });
	const page = await context.newPage();
	page.setDefaultTimeout(60_000);
	const trouble: string[] = [];
	const own = new URL(url).origin;
	page.on("pageerror", (error) => trouble.push(`error ${error.message}`));
	page.on("dialog", (dialog) => {
		trouble.push(`dialog ${dialog.message()}`);
		void dialog.dismiss();
	});
	const isForeign = (address: string) => !address.startsWith(own) && !address.startsWith("data:");
	page.on("request", (request) => {
		if (isForeign(request.url())) trouble.push(`request ${request.url()}`);
	});
	page.on("requestfailed", (request) => {
		// the content policy stopped it before it left the browser
		const isStopped = /csp/i.test(request.failure()?.errorText ?? "");
		const place = trouble.indexOf(`request ${request.url()}`);
		if (isStopped && place !== -1) trouble.splice(place, 1);
	});
	await page.goto(url);
	return {
		page,
		trouble,
		async picture(name) {
			mkdirSync(PICTURES, { recursive: true });
			await page.screenshot({ path: `${PICTURES}${name}.png` });
		},
	};
}
