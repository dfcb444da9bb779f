// A store with runs, and a page that serves it, for tests of the server.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pageJson } from "../../src/cli/page-json.js";
import { systemRandom } from "../../src/context/ports/index.js";
import { runGraph } from "../../src/engine/index.js";
import { RunStore } from "../../src/engine/journal/run-store.js";
import type { Graph } from "../../src/graph/graph.js";
import type { FlyteRemote } from "../../src/remote/index.js";
import { type RunningPage, servePage } from "../../src/server/index.js";
import { localStores } from "../../src/storage/index.js";
import type { LiteralMap } from "../../src/types/index.js";
import { encodeLiteralMap } from "../../src/wire/literals.js";

const BIN = fileURLToPath(new URL("../../bin/tsflyte.js", import.meta.url));

/** A project's folder with a store, and the page over it. */
export interface Kept {
	readonly folder: string;
	readonly store: string;
	/** Runs a graph and keeps it. */
	run(id: string, graph: Graph, inputs?: LiteralMap, file?: string): Promise<void>;
	serve(entries?: readonly string[], remote?: FlyteRemote): Promise<RunningPage>;
	close(): Promise<void>;
}

export function kept(): Kept {
	const folder = mkdtempSync(join(tmpdir(), "flytekit-ts-page-"));
	const store = join(folder, ".flyte", "store.db");
	const page = join(folder, "page");
	mkdirSync(join(page, "assets"), { recursive: true });
	writeFileSync(join(page, "index.html"), "<!doctype html><title>page</title>");
	writeFileSync(join(page, "assets", "a-1.js"), "export {};");
	const open: RunningPage[] = [];
	return {
		folder,
		store,
		async run(id, graph, inputs = new Map(), file) {
			const opened = new RunStore(store, { durability: "process" });
			const journal = opened.begin({
				id,
				name: graph.name,
				kind: "workflow",
				file,
				entity: file === undefined ? undefined : "main",
				inputs: encodeLiteralMap(inputs, "inputs"),
				versions: new Map(),
				startedAt: Date.now(),
				sdk: "0",
			});
			await runGraph(graph, inputs, { journal, executionId: id });
			opened.close();
		},
		async serve(entries = [], remote) {
			const convert = { blobs: localStores(), rawOutputPrefix: folder, random: systemRandom };
			const served = await servePage({
				entries,
				store,
				root: folder,
				cwd: folder,
				env: process.env,
				command: [process.execPath, BIN],
				page,
				version: "0",
				port: 0,
				convert: () => convert,
				json: pageJson,
				...(remote === undefined ? {} : { remote }),
			});
			open.push(served);
			return served;
		},
		async close() {
			for (const one of open) await one.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly text: string;
}

/** One request, with any headers: `fetch` would not send a foreign Host or Origin. */
export function ask(
	port: number,
	path: string,
	options: {
		readonly method?: string;
		readonly headers?: Readonly<Record<string, string>>;
		readonly body?: string;
		readonly host?: string;
	} = {},
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const { method = "GET", headers = {}, body, host = "127.0.0.1" } = options;
		const sent = request({ host, port, path, method, headers, agent: false }, (response) => {
			let text = "";
			response.setEncoding("utf8").on("data", (chunk) => {
				text += chunk;
			});
			response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
		});
		sent.once("error", reject);
		sent.end(body);
	});
}

/** What an event stream says, up to when `isEnough`. Rejects when it ends before. */
export function heard(
	port: number,
	path: string,
	cookie: string,
	isEnough: (soFar: string) => boolean,
): Promise<string> {
	return new Promise((resolve, reject) => {
		const sent = request({ host: "127.0.0.1", port, path, headers: { cookie }, agent: false }, (response) => {
			let text = "";
			response.setEncoding("utf8").on("data", (chunk) => {
				text += chunk;
				if (!isEnough(text)) return;
				resolve(text);
				sent.destroy();
			});
			response.on("end", () => reject(new Error(`it ended after ${text}`)));
		});
		sent.once("error", reject);
		sent.end();
	});
}

/** The cookie of a browser that was let in. */
export async function letIn({ port, token }: RunningPage): Promise<string> {
	const { headers } = await ask(port, "/api/session", {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ token }),
	});
	const [cookie = ""] = headers["set-cookie"] ?? [];
	return String(cookie).split(";", 1)[0] ?? "";
}
