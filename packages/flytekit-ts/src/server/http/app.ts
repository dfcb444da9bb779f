import { type Context, Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { FlyteError, isFlyteError } from "../../errors/index.js";
import type { NativeType } from "../../types/index.js";
import type { LiveFeed } from "../live-feed.js";
import type { Programs } from "../programs/programs.js";
import type { Starter } from "../programs/starter.js";
import type { Download, RunSource } from "../run-source.js";
import type { ValuePath } from "../values/shown-value.js";
import type { AboutView, RunUpdate } from "../view-model.js";
import type { Asset } from "./assets.js";
import type { Guard } from "./guard.js";
import { headersOf } from "./headers.js";

/** Inputs of a run are at most this large when they come from the page. */
const MAX_BODY = 32 * 1024 * 1024;

const VIEWS = /^\/(?:entities|launch|compare|runs\/[^/]+)?$/;

export interface AppParts {
	readonly guard: Guard;
	readonly assets: ReadonlyMap<string, Asset>;
	readonly about: AboutView;
	readonly source: RunSource;
	readonly programs: Programs;
	readonly live: LiveFeed;
	/** Absent where runs cannot be begun. */
	readonly starter?: Starter;
}

/** The server's addresses. Data under /api/, all else is the page. */
export function makeApp(parts: AppParts): Hono {
	const { guard, source } = parts;
	const app = new Hono();
	app.use(async (c, next) => {
		const refusal = guard.refuse({
			method: c.req.method,
			path: c.req.path,
			header: (name) => c.req.header(name),
		});
		if (refusal !== undefined) return problem(c, refusal.status, "SERVER_REQUEST", refusal.why);
		await next();
		return undefined;
	});
	app.onError((error, c) => failed(c, error));
	app.notFound((c) => problem(c, 404, "SERVER_NOT_FOUND", "there is nothing at this address"));

	app.post("/api/session", async (c) => {
		const { token } = await body(c);
		const cookie = guard.admit(token);
		if (cookie === undefined) return problem(c, 401, "SERVER_REQUEST", "this is not the token of this start");
		return c.json({}, 200, { ...headersOf("data"), "set-cookie": cookie });
	});
	app.get("/api/about", (c) => json(c, parts.about));
	app.get("/api/live", (c) => {
		const run = c.req.query("run");
		for (const [name, value] of Object.entries(headersOf("data"))) c.header(name, value);
		return streamSSE(c, async (stream) => {
			const gone = new AbortController();
			stream.onAbort(() => gone.abort());
			await parts.live.hear(run, (event, data) => stream.writeSSE({ event, data }), gone.signal);
		});
	});
	app.get("/api/programs", (c) => json(c, parts.programs.views));
	app.get("/api/runs", async (c) => {
		const { state, name, since, limit } = c.req.query();
		return json(
			c,
			await source.runs({
				...(state === undefined || state === "" ? {} : { state }),
				...(name === undefined || name === "" ? {} : { name }),
				...(since === undefined || since === "" ? {} : { since: whole(since, "since") }),
				limit: limit === undefined ? 100 : Math.min(1000, whole(limit, "limit")),
			}),
		);
	});
	app.post("/api/runs", async (c) => {
		const { file, entity, inputs } = await body(c);
		return json(c, { id: await starterOf(parts).start(text(file), text(entity), text(inputs)) });
	});
	app.post("/api/check", async (c) => {
		const { file, entity, inputs } = await body(c);
		return json(c, { problems: starterOf(parts).check(text(file), text(entity), text(inputs)) });
	});
	app.get("/api/runs/:id", async (c) => json(c, await source.run(c.req.param("id"))));
	app.get("/api/runs/:id/whole", async (c) => json(c, await wholeOf(source, c.req.param("id"))));
	app.get("/api/runs/:id/node", async (c) => json(c, await source.node(c.req.param("id"), query(c, "path"))));
	app.get("/api/runs/:id/inputs", async (c) => {
		const { file, entity } = c.req.query();
		const views = parts.programs.views.find((one) => one.file === file)?.entities ?? [];
		const fields = views.find(({ name }) => name === entity)?.inputs ?? [];
		const types = new Map(fields.map(({ name, type }) => [name, type as NativeType]));
		return json(c, await source.inputs(c.req.param("id"), types));
	});
	app.get("/api/runs/:id/log", async (c) => {
		const from = c.req.query("from");
		return json(
			c,
			await source.log(
				c.req.param("id"),
				query(c, "path"),
				whole(query(c, "attempt"), "attempt"),
				from === undefined ? undefined : whole(from, "from"),
			),
		);
	});
	app.get("/api/runs/:id/value", async (c) =>
		download(c, await source.value(c.req.param("id"), query(c, "path"), side(c), query(c, "name"))),
	);
	app.get("/api/runs/:id/file", async (c) =>
		download(c, await source.file(c.req.param("id"), query(c, "path"), side(c), query(c, "name"), place(c))),
	);
	app.get("/api/runs/:id/table", async (c) =>
		json(c, await source.table(c.req.param("id"), query(c, "path"), side(c), query(c, "name"), place(c))),
	);
	app.get("/api/runs/:id/deck", async (c) => {
		const page = await source.deck(c.req.param("id"), query(c, "path"));
		return c.body(bytesOf(page), 200, { ...headersOf("deck"), "content-type": "text/html; charset=utf-8" });
	});
	app.get("/api/runs/:id/history", async (c) => download(c, await source.history(c.req.param("id"))));
	app.post("/api/runs/:id/abort", async (c) => {
		await body(c);
		await source.abort(c.req.param("id"));
		return json(c, {});
	});
	app.post("/api/runs/:id/recover", async (c) => {
		await body(c);
		return json(c, { id: await source.recover(c.req.param("id")) });
	});
	app.post("/api/runs/:id/answer", async (c) => {
		const { gate, answer } = await body(c);
		await source.answer(c.req.param("id"), text(gate), answer);
		return json(c, {});
	});
	app.all("/api/*", (c) =>
		problem(c, isKnown(app, c.req.path) ? 405 : 404, "SERVER_NOT_FOUND", `there is no ${c.req.method} ${c.req.path}`),
	);
	app.get("*", (c) => {
		const asset = parts.assets.get(c.req.path);
		// views have addresses of their own, all of them the one page
		const found = asset ?? (VIEWS.test(c.req.path) ? parts.assets.get("/index.html") : undefined);
		if (found === undefined) return problem(c, 404, "SERVER_NOT_FOUND", "there is nothing at this address");
		return c.body(found.bytes, 200, {
			...headersOf("page"),
			"content-type": found.type,
			"cache-control": found.isHashed ? "public, max-age=31536000, immutable" : "no-store",
		});
	});
	return app;
}

/** A run as it is now, in one piece. */
async function wholeOf(source: RunSource, id: string): Promise<RunUpdate> {
	const enough = new AbortController();
	let whole: RunUpdate = { graphs: [], nodes: [] };
	await source.follow(
		id,
		(update) => {
			if (!enough.signal.aborted) whole = update;
			enough.abort();
		},
		enough.signal,
	);
	return whole;
}

function json(c: Context, value: unknown) {
	return c.body(JSON.stringify(value), 200, { ...headersOf("data"), "content-type": "application/json" });
}

function problem(
	c: Context,
	status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 500 | 503,
	code: string,
	message: string,
) {
	return c.body(JSON.stringify({ error: { code, message } }), status, {
		...headersOf("data"),
		"content-type": "application/json",
	});
}

const STATUS = new Map<string, 400 | 403 | 404 | 409 | 503>([
	["SERVER_NOT_FOUND", 404],
	["SERVER_REQUEST", 400],
	["SERVER_UNSUPPORTED", 409],
	["SERVER_LAUNCH", 409],
	["STORAGE_REFUSED", 403],
	["STORAGE_NOT_FOUND", 404],
	["JOURNAL_NO_RUN", 404],
	["JOURNAL_OWNED", 409],
	["JOURNAL_BUSY", 503],
]);

function failed(c: Context, error: unknown) {
	if (isFlyteError(error)) return problem(c, STATUS.get(error.code) ?? 500, error.code, error.message);
	return problem(c, 500, "CLI_INTERNAL", error instanceof Error ? error.message : String(error));
}

function download(c: Context, { name, type, body }: Download) {
	const stream = body instanceof Uint8Array ? bytesOf(body) : body;
	return c.body(stream, 200, {
		...headersOf("data"),
		"content-type": type,
		// never shown by the browser: it may be a page of somebody's
		"content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
	});
}

/** A copy that is no view of a buffer that others write. */
const bytesOf = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

async function body(c: Context): Promise<Record<string, unknown>> {
	if (Number(c.req.header("content-length") ?? 0) > MAX_BODY) {
		throw wrong(`more than ${MAX_BODY / 1024 / 1024} MiB; give large inputs as files`);
	}
	let given: unknown;
	try {
		given = await c.req.json();
	} catch {
		throw wrong("no JSON");
	}
	return objectOf(given);
}

function objectOf(value: unknown): Record<string, unknown> {
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
	throw wrong("no object where one belongs");
}

function text(value: unknown): string {
	if (typeof value === "string") return value;
	throw wrong("no text where one belongs");
}

function whole(given: string, name: string): number {
	const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
	if (Number.isNaN(value)) throw wrong(`${name}=${given}, which is no whole number`);
	return value;
}

function query(c: Context, name: string): string {
	const value = c.req.query(name);
	if (value === undefined) throw wrong(`no ${name}`);
	return value;
}

function side(c: Context): "inputs" | "outputs" {
	const given = query(c, "side");
	if (given === "inputs" || given === "outputs") return given;
	throw wrong(`side=${given}`);
}

/** The place of a part of a value: a JSON list of indices and keys. */
function place(c: Context): ValuePath {
	const text = c.req.query("at") ?? "[]";
	let given: unknown;
	try {
		given = JSON.parse(text);
	} catch {
		throw wrong(`at=${text}, which is no JSON`);
	}
	if (Array.isArray(given) && given.every((step) => typeof step === "string" || Number.isSafeInteger(step)))
		return given;
	throw wrong(`at=${text}, which is no list of indices and keys`);
}

const wrong = (what: string) => new FlyteError("SERVER_REQUEST", `the request has ${what}`);

function starterOf({ starter }: AppParts): Starter {
	if (starter !== undefined) return starter;
	throw new FlyteError("SERVER_UNSUPPORTED", "runs are not begun from here");
}

function isKnown(app: Hono, path: string): boolean {
	return app.routes.some(({ path: pattern, method }) => {
		if (method === "ALL" || !pattern.startsWith("/api/")) return false;
		return new RegExp(`^${pattern.replace(/:\w+/g, "[^/]+")}$`).test(path);
	});
}
