import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { launch, type Opened, open } from "../../packages/ui/test/browser.js";
import { listening } from "../../packages/ui/test/listening.js";
import type { Lab } from "../lab/lab.js";
import { PLACE, PROGRAMS } from "./register.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The page of `tsflyte dev --remote` over the lab, in a real Chromium. */
export interface LabPage {
	/** Opens a view in a window of its own. */
	open(path: string): Promise<Opened>;
	/** What the page's server says at an address, asked as the page asks it. */
	data<T>(opened: Opened, path: string): Promise<T>;
	close(): Promise<void>;
}

/** Serves the page and starts a browser, which is installed where there is none. */
export async function labPage(lab: Lab): Promise<LabPage> {
	const found = spawnSync(process.execPath, ["scripts/ui/chromium.js"], { cwd: root, encoding: "utf8" });
	if (found.status !== 0) throw new Error(`no Chromium: ${found.stderr}`);
	const place = ["--project", PLACE.project, "--domain", PLACE.domain];
	const command = [`${root}/packages/flytekit-ts/bin/tsflyte.js`, "dev", "--remote", ...place, "--port", "0", "--json"];
	const server = spawn(process.execPath, command, {
		cwd: PROGRAMS,
		env: { ...process.env, FLYTECTL_CONFIG: lab.config, NO_COLOR: "1" },
		stdio: ["ignore", "pipe", "pipe"],
	});
	const ended = once(server, "close");
	try {
		const { url } = await listening(server);
		const browser = await launch();
		return {
			async open(path) {
				const opened = await open(browser, url);
				await opened.page.getByText(`${PLACE.project}/${PLACE.domain}`).waitFor();
				if (path !== "/") await opened.page.goto(new URL(path, url).href);
				return opened;
			},
			data: ({ page }, path) => page.evaluate(async (address) => (await fetch(address)).json(), path),
			async close() {
				await browser.close();
				server.kill("SIGTERM");
				await ended;
			},
		};
	} catch (error) {
		server.kill("SIGKILL");
		throw error;
	}
}
