import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { pageJson } from "../../src/cli/page-json.js";
import { systemRandom } from "../../src/context/ports/index.js";
import { type RunningPage, servePage } from "../../src/server/index.js";
import type { NodeDetail, RunUpdate, RunView } from "../../src/server/view-model.js";
import { localStores } from "../../src/storage/index.js";
import { Project } from "../cli/project.js";
import { ask, heard, letIn } from "./kept.js";

// Row 41 of the matrix of faults: a secret that a task reads is nowhere to be found afterwards, in what the page tells least of all.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const SECRET = "canary-hunter2-4711";
const SECOND = "canary-file-0815\nwith a second line of it";
const BIN = fileURLToPath(new URL("../../bin/tsflyte.js", import.meta.url));

const program = `
import { currentContext, Deck, dynamic, type Int, RecoverableError, task, workflow } from "flytekit-ts";

declare const process: { readonly stdout: { write(text: string): void } };
const secrets = [{ group: "vault", key: "token" }, { group: "vault", key: "pem" }];
function blurt(isApart = false): string {
	const { secrets: read, logger } = currentContext();
	const token = read.get("vault", "token");
	const pem = read.get("vault", "pem");
	console.log("printed", token, { nested: token });
	console.error("printed as an error " + pem);
	if (isApart) process.stdout.write("written " + token + "\\n");
	logger.info("logged " + token, { token });
	new Deck("mine", "<b>" + token + "</b>");
	return token;
}
const failing = (isApart = false): never => {
	const token = blurt(isApart);
	const cause = new Error("the cause has " + token);
	throw Object.assign(new RecoverableError("it is " + token + "\\nand more", { cause }), { token });
};
export const here = task({ secrets, retries: 1, enableDeck: true }, (): string => failing());
export const thread = task({ secrets, retries: 1, isolate: "thread", enableDeck: true }, (): string => failing(true));
export const apart = task({ secrets, retries: 1, isolate: "process", enableDeck: true }, (): string => failing(true));
export const fine = task({ secrets, enableDeck: true }, ({ n }: { n: Int }): Int => {
	blurt();
	return n;
});
export const body = dynamic({ secrets }, ({ n }: { n: Int }) => {
	blurt();
	return fine({ n });
});
export const inHere = workflow(() => here());
export const inThread = workflow(() => thread());
export const inProcess = workflow(() => apart());
export const inDynamic = workflow(() => body({ n: 3 }));
`;

let project: Project;
let page: RunningPage;
let cookie: string;
const said: string[] = [];
beforeAll(async () => {
	project = new Project({ "main.ts": program });
	const dir = join(project.folder, "mounted");
	project.write("pem.txt", SECOND);
	const { mkdirSync, writeFileSync } = await import("node:fs");
	mkdirSync(join(dir, "vault"), { recursive: true });
	writeFileSync(join(dir, "vault", "pem"), SECOND);
	project.remove("pem.txt");
	const env = { _FSEC_VAULT_TOKEN: SECRET, FLYTE_SECRETS_DEFAULT_DIR: dir };
	for (const entity of ["inHere", "inThread", "inProcess", "inDynamic"]) {
		const { code, stdout, stderr } = await project.call(["run", "main.ts", entity, "--run-id", idOf(entity)], { env });
		expect([entity, code], stderr).toEqual([entity, entity === "inDynamic" ? 0 : 1]);
		said.push(stdout, stderr);
	}
	project.remove("mounted");
	const convert = { blobs: localStores(), rawOutputPrefix: project.folder, random: systemRandom };
	page = await servePage({
		entries: [join(project.folder, "main.ts")],
		store: join(project.folder, ".flyte", "store.db"),
		root: project.folder,
		cwd: project.folder,
		env: process.env,
		command: [process.execPath, BIN],
		page: fileURLToPath(new URL("../../dist/ui", import.meta.url)),
		version: "0",
		port: 0,
		convert: () => convert,
		json: pageJson,
	});
	cookie = await letIn(page);
});
afterAll(async () => {
	await page?.close();
	project?.end();
});

const get = async (path: string): Promise<string> => (await ask(page.port, path, { headers: { cookie } })).text;
const data = async <T>(path: string): Promise<T> => JSON.parse(await get(path)) as T;

/** Fails when a text has a secret, or one of its lines, or enough of it to guess the rest. */
function clean(text: string, where: string): void {
	for (const part of [SECRET, ...SECOND.split("\n"), SECRET.slice(5), Buffer.from(SECRET).toString("base64")]) {
		expect(text.includes(part) ? `${where} has ${part}` : "", text.slice(0, 3000)).toBe("");
	}
}

describe("a secret that tasks print, throw, log and put on decks", () => {
	it("is in no answer of the page's server", async () => {
		const runs = await data<RunView[]>("/api/runs");
		expect(runs.map(({ id }) => id).sort()).toEqual(["in-dynamic", "in-here", "in-process", "in-thread"]);
		const asked = ["/api/runs", "/api/about", "/api/programs"];
		let logs = 0;
		let decks = 0;
		for (const { id } of runs) {
			const at = `/api/runs/${id}`;
			asked.push(at, `${at}/whole`, `${at}/inputs`, `${at}/history`);
			const { nodes } = await data<RunUpdate>(`${at}/whole`);
			for (const { path } of nodes) {
				const of = new URLSearchParams({ path });
				asked.push(`${at}/node?${of}`);
				const detail = await data<NodeDetail>(`${at}/node?${of}`);
				for (const { attempt } of detail.logs) {
					logs++;
					asked.push(`${at}/log?${of}&attempt=${attempt}`, `${at}/log?${of}&attempt=${attempt}&from=0`);
				}
				if (detail.deckHref !== undefined) {
					decks++;
					asked.push(detail.deckHref);
				}
				for (const { href } of [...(detail.inputs ?? []), ...(detail.outputs ?? [])]) asked.push(href);
			}
		}
		// two attempts of each of three tasks, the dynamic's body and the task that it calls
		expect([logs, decks]).toEqual([8, expect.any(Number)]);
		expect(decks).toBeGreaterThan(0);
		const texts = new Map<string, string>();
		for (const path of asked) texts.set(path, await get(path));
		for (const [path, text] of texts) clean(text, path);
		// and what hides it is there
		const printed = [...texts].filter(([path]) => path.includes("/log?")).map(([, text]) => text);
		for (const text of printed) expect(text).toContain("printed ******");
		expect([...texts.values()].join("\n")).toContain("it is ******");
	});

	it("is in no event of the stream", async () => {
		for (const id of ["in-here", "in-process", "in-dynamic"]) {
			const text = await heard(page.port, `/api/live?run=${id}`, cookie, (soFar) => soFar.includes("event: run"));
			expect(text).toContain(id);
			clean(text, `the stream of ${id}`);
		}
	});

	it("is neither printed, nor in any file that the runs left", () => {
		for (const text of said) clean(text, "what the command printed");
		const files = readdirSync(join(project.folder, ".flyte"), { recursive: true, withFileTypes: true });
		let read = 0;
		for (const file of files.filter((one) => one.isFile())) {
			const path = join(file.parentPath ?? file.path, file.name);
			clean(readFileSync(path, "latin1"), path);
			read++;
		}
		expect(read).toBeGreaterThan(0);
	});
});

const idOf = (entity: string) => entity.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`);
