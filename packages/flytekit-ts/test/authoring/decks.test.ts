import { Deck, renderers } from "flytekit-ts";
import type { FunctionTask, Literal } from "flytekit-ts/plugin";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { systemClock, systemRandom } from "../../src/context/ports/index.js";
import { MemoryBlobStore } from "../../src/storage/index.js";
import { clock, inOwnContext, inputOnly, preExecution, quiet, report, timed } from "./decks-entities.js";

const integer = (value: bigint): Literal => ({ kind: "integer", value });

/** Dispatches with a memory store; gives the pages that were written, by their URI. */
async function pagesOf(task: unknown, inputs: Map<string, Literal>, own = {}): Promise<Map<string, string>> {
	const blobs = new MemoryBlobStore();
	const { signal } = new AbortController();
	const context = {
		executionId: "run",
		nodePath: "main/n0[1]",
		attempt: 0,
		signal,
		convert: { blobs, rawOutputPrefix: "mem://out", random: systemRandom },
		...own,
	};
	await (async () => (task as FunctionTask).dispatchExecute(context, inputs))().catch(() => {});
	const pages = new Map<string, string>();
	for (const uri of await blobs.list("mem://out")) pages.set(uri, new TextDecoder().decode(await blobs.read(uri)));
	return pages;
}
const URI = "mem://out/decks/run/main/n0%5B1%5D/0/deck.html";
const titles = (page = "") => [...page.matchAll(/<label for="t\d">(.*?)<\/label>/g)].map((match) => match[1]);

beforeAll(async () => {
	vi.spyOn(process.stderr, "write").mockReturnValue(true);
	await quiet({ n: 1 });
});
afterEach(() => vi.clearAllMocks());

describe("decks", () => {
	it("are written beside the outputs, the package's own around the task's", async () => {
		const pages = await pagesOf(
			report,
			new Map([
				["n", integer(1n)],
				["text", { kind: "string", value: "<b>" }],
			]),
		);
		expect([...pages.keys()]).toEqual([URI]);
		const page = pages.get(URI) ?? "";
		expect(titles(page)).toEqual([
			"Timeline",
			"&lt;mine&gt;",
			"default",
			"Source Code",
			"Dependencies",
			"Input",
			"Output",
		]);
		expect(page).toContain("<p>my deck</p>\n<h1>Title</h1>");
		expect(page).toContain("<td>1</td><td>&lt;b&gt;</td>");
		expect(page).toContain("<td>work &amp; play</td>");
		expect(page).toContain("currentContext");
		expect(page).toContain(`<td>node</td><td>${process.versions.node}</td>`);
		expect(page).toContain("<th>o0</th><td><pre>2</pre></td>");
		expect(page).not.toContain("<script");
		expect(vi.mocked(process.stderr.write).mock.calls.join("")).toContain(`deck: ${URI}`);
	});

	it("have a timeline by the run's clock", async () => {
		const now = () => clock.now;
		const fixed = { clock: { ...systemClock, now, monotonic: now } };
		const pages = await pagesOf(timed, new Map([["n", integer(1n)]]), fixed);
		const page = pages.get(URI) ?? "";
		expect(page.match(/<td>60000 ms<\/td>/g)).toHaveLength(2);
	});

	it("show the fields that were asked for, and failures too", async () => {
		const pages = await pagesOf(inputOnly, new Map([["n", integer(-1n)]]));
		expect(titles(pages.get(URI))).toEqual(["Input"]);
		expect(pages.get(URI)).toContain("<pre>-1</pre>");
	});

	it.each([false, true])(
		"are the body's too where preExecute gave it a context of its own, later: %s",
		async (later) => {
			preExecution.later = later;
			const pages = await pagesOf(inOwnContext, new Map([["n", integer(1n)]]));
			expect(titles(pages.get(URI))).toEqual(["before", "body of replaced"]);
		},
	);

	it("are thrown away when decks are off", async () => {
		expect(await pagesOf(quiet, new Map([["n", integer(1n)]]))).toEqual(new Map());
		expect(await quiet({ n: 1 })).toBe(2);
		expect(await report({ n: 2, text: "" })).toBe(3);
	});

	it("belong to a task", () => {
		expect(() => new Deck("x")).toThrow("currentContext() was called where no task is running");
	});
});

describe("renderers", () => {
	it("read Markdown, and no HTML in it", () => {
		const text = [
			"## Head *it* **bold** `a<b`",
			"first",
			"second [link](https://x.org/?a=1&b) [bad](javascript:alert(1))",
			"",
			"- one",
			"- two",
			"1. three",
			"> quoted",
			"---",
			"```ts",
			"if (a < b) {}",
			"```",
			"<script>x</script>",
		].join("\n");
		expect(renderers.markdown(text)).toMatchInlineSnapshot(`
			"<h2>Head <em>it</em> <strong>bold</strong> <code>a&lt;b</code></h2>
			<p>first
			second <a href="https://x.org/?a=1&amp;b" rel="noreferrer">link</a> [bad](javascript:alert(1))</p>
			<ul><li>one</li><li>two</li></ul>
			<ol><li>three</li></ol>
			<blockquote>quoted</blockquote>
			<hr>
			<pre><code>if (a &lt; b) {}</code></pre>
			<p>&lt;script&gt;x&lt;/script&gt;</p>"
		`);
	});

	it("draw charts", () => {
		expect(renderers.chart([1, -1], { labels: ["a<", "b"], title: "t" })).toMatchInlineSnapshot(
			`"<svg class="chart" viewBox="0 0 640 240" role="img" aria-label="t"><text x="320" y="14">t</text><line x1="24" y1="120" x2="616" y2="120"/><rect x="53.6" y="24" width="236.8" height="96"><title>a&lt;: 1</title></rect><rect x="349.6" y="120" width="236.8" height="96"><title>b: -1</title></rect><text x="172" y="234">a&lt;</text><text x="468" y="234">b</text></svg>"`,
		);
		expect(renderers.chart([1, 2], { kind: "line" })).toContain('<polyline points="172,120 468,24"/>');
		expect(() => renderers.chart([])).toThrow("renderers.chart() takes finite numbers, and at least one");
		expect(() => renderers.chart([Number.NaN])).toThrow("renderers.chart() takes finite numbers");
	});

	it("show tables, pictures, code and times", () => {
		expect(
			renderers.table(
				[
					[1, { a: 1n }],
					[null, new Date(0)],
				],
				["x", "y"],
			),
		).toBe(
			"<table><thead><tr><th>x</th><th>y</th></tr></thead><tbody><tr><td>1</td><td>{&quot;a&quot;:&quot;1&quot;}</td></tr>" +
				"<tr><td></td><td>1970-01-01T00:00:00.000Z</td></tr></tbody></table>",
		);
		expect(renderers.table(Array.from({ length: 1001 }, (_, i) => [i]))).toContain("<p>and 1 more rows</p>");
		expect(renderers.image(new Uint8Array([1, 2]), { type: "image/png", alt: '"' })).toBe(
			'<img alt="&quot;" src="data:image/png;base64,AQI=">',
		);
		expect(() => renderers.image(new Uint8Array())).toThrow("renderers.image() does not know the type of the picture");
		expect(renderers.source("a < b\nc")).toBe(
			'<ol class="source"><li><code>a &lt; b</code></li><li><code>c</code></li></ol>',
		);
		expect(
			renderers.timeline([
				{ name: "a", start: 10, end: 20 },
				{ name: "b", start: 15, end: 30 },
			]),
		).toContain("margin-left:25.00%;width:75.00%");
		expect(renderers.timeline([])).toBe("<p>nothing was measured</p>");
	});
});
