import { readFileSync } from "node:fs";
import { extname } from "node:path";
import type { Span } from "../../context/deck.js";
import { FlyteError } from "../../errors/index.js";
import { chart } from "./chart.js";
import { escapeHtml } from "./escape.js";
import { markdown } from "./markdown.js";

/**
 * HTML of data, for `new Deck(name).append(...)`. What is given is shown as text, never read as HTML. flytekit: the renderers of
 * flytekit-deck-standard.
 */
export const renderers = { markdown, table, chart, image, source, timeline } as const;

/** Rows as a table: objects by their keys, lists by position. The first 1000 rows. flytekit: TopFrameRenderer, TableRenderer. */
function table(rows: readonly (object | readonly unknown[])[], columns?: readonly string[]): string {
	const names = columns ?? [...new Set(rows.flatMap((row) => (Array.isArray(row) ? [] : Object.keys(row))))];
	const head = names.map((name) => `<th>${escapeHtml(name)}</th>`).join("");
	const body = rows.slice(0, MAX_ROWS).map((row) => {
		const cells = Array.isArray(row) ? row : names.map((name) => (row as Record<string, unknown>)[name]);
		return `<tr>${cells.map((cell) => `<td>${escapeHtml(cellText(cell))}</td>`).join("")}</tr>`;
	});
	const more = rows.length > MAX_ROWS ? `<p>and ${rows.length - MAX_ROWS} more rows</p>` : "";
	return `<table>${head === "" ? "" : `<thead><tr>${head}</tr></thead>`}<tbody>${body.join("")}</tbody></table>${more}`;
}

const MAX_ROWS = 1000;

function cellText(value: unknown): string {
	if (value === undefined || value === null) return "";
	if (value instanceof Date) return value.toISOString();
	if (typeof value !== "object") return String(value);
	return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part));
}

const IMAGE_TYPES: Readonly<Record<string, string>> = {
	".png": "image/png",
	".jpg": "image/jpeg",
	".jpeg": "image/jpeg",
	".gif": "image/gif",
	".webp": "image/webp",
	".svg": "image/svg+xml",
};

/** A picture inside the page: a file's path, or its bytes and type. flytekit: ImageRenderer. Throws AUTHORING_DECK for what is no picture. */
function image(picture: string | Uint8Array, options: { readonly type?: string; readonly alt?: string } = {}): string {
	const type = options.type ?? (typeof picture === "string" ? IMAGE_TYPES[extname(picture).toLowerCase()] : undefined);
	if (type === undefined || !/^image\/[\w.+-]+$/.test(type)) {
		throw new FlyteError("AUTHORING_DECK", "renderers.image() does not know the type of the picture", {
			wayOut: 'say it: `image(bytes, { type: "image/png" })`',
		});
	}
	const bytes = typeof picture === "string" ? readFileSync(picture) : Buffer.from(picture);
	return `<img alt="${escapeHtml(options.alt ?? "")}" src="data:${type};base64,${bytes.toString("base64")}">`;
}

/** Code as it is written, with line numbers. flytekit: SourceCodeRenderer. */
function source(code: string): string {
	const lines = code.split("\n").map((line) => `<li><code>${escapeHtml(line)}</code></li>`);
	return `<ol class="source">${lines.join("")}</ol>`;
}

/** Lengths of time below each other on one scale. flytekit: GanttChartRenderer. */
function timeline(spans: readonly Span[]): string {
	if (spans.length === 0) return "<p>nothing was measured</p>";
	const first = Math.min(...spans.map(({ start }) => start));
	const whole = Math.max(1, Math.max(...spans.map(({ end }) => end)) - first);
	const rows = spans.map(({ name, start, end }) => {
		const left = (((start - first) / whole) * 100).toFixed(2);
		const width = Math.max(0.3, ((end - start) / whole) * 100).toFixed(2);
		const bar = `<div class="bar" style="margin-left:${left}%;width:${width}%"></div>`;
		return `<tr><td>${escapeHtml(name)}</td><td class="wide">${bar}</td><td>${end - start} ms</td></tr>`;
	});
	return `<table class="timeline"><tbody>${rows.join("")}</tbody></table>`;
}
