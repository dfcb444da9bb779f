import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import type { FlyteRemote } from "../remote/index.js";
import type { ConvertContext } from "../types/index.js";
import { makeApp } from "./http/app.js";
import { readAssets } from "./http/assets.js";
import { Guard } from "./http/guard.js";
import { listen } from "./http/listen.js";
import { LiveFeed } from "./live-feed.js";
import { Launcher } from "./local/launcher.js";
import { LocalSource } from "./local/local-source.js";
import { Programs } from "./programs/programs.js";
import { Starter } from "./programs/starter.js";
import { RemoteSource } from "./remote/remote-source.js";
import type { JsonRules } from "./values/json-rules.js";
import type { AboutView } from "./view-model.js";

/** How often a deployment is asked for its executions. */
const REMOTE_MS = 3000;

export interface PageOptions {
	/** Shows executions of this deployment instead of the store's runs; nothing is listed or begun then. It is closed with the page. */
	readonly remote?: FlyteRemote;
	/** Programs to list and to run: absolute paths. */
	readonly entries: readonly string[];
	/** The store whose runs are shown. */
	readonly store: string;
	/** Folder of the project. */
	readonly root: string;
	readonly cwd: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** How `tsflyte` is called: program and first arguments. */
	readonly command: readonly string[];
	/** Folder with the built page. */
	readonly page: string;
	readonly version: string;
	/** Undefined: the usual one, or a free one near it. */
	readonly port?: number;
	readonly convert: () => ConvertContext;
	readonly json: JsonRules;
}

export interface RunningPage {
	/** With the token: for the person who started it. */
	readonly url: string;
	readonly port: number;
	readonly addresses: readonly string[];
	readonly token: string;
	close(): Promise<void>;
}

/** Serves the page of a project on loopback. Throws SERVER_PORT, SERVER_PAGE. */
export async function servePage(options: PageOptions): Promise<RunningPage> {
	const assets = readAssets(options.page);
	const guard = new Guard(join(dirname(options.store), "page-key"));
	const launcher = new Launcher(options.command, options.cwd, options.env);
	const { store, root, convert, cwd, json } = options;
	const here = new LocalSource({ store, root, convert, launcher, json });
	const source = options.remote === undefined ? here : new RemoteSource(options.remote, { json, cwd });
	const about: AboutView = {
		version: options.version,
		start: randomBytes(8).toString("hex"),
		folder: cwd,
		...source.about,
	};
	const live: LiveFeed = new LiveFeed(
		about,
		source,
		() => programs,
		options.remote === undefined ? undefined : REMOTE_MS,
	);
	const programs: Programs = new Programs(options.entries, { launcher, cwd, onChange: () => live.tellPrograms() });
	const starter = new Starter(programs, launcher, { store, cwd, json, has: (id) => here.has(id) });
	const parts = { guard, assets, about, source, programs, live };
	const app = makeApp(options.remote === undefined ? { ...parts, starter } : parts);
	const listening = await listen(getRequestListener(app.fetch), options.port);
	guard.listensOn(listening.port);
	void programs.start();
	return {
		url: `http://127.0.0.1:${listening.port}/#token=${guard.token}`,
		port: listening.port,
		addresses: listening.addresses,
		token: guard.token,
		async close() {
			programs.close();
			live.close();
			launcher.close();
			await listening.close();
			source.close();
			here.close();
		},
	};
}
