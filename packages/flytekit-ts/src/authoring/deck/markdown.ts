import { escapeHtml } from "./escape.js";

/**
 * Markdown as HTML: headings, lists, code, quotes, rules, bold, italic, links. HTML in it is shown as text, and links go to the
 * web, to mail or within the page only. flytekit: MarkdownRenderer.
 */
export function markdown(text: string): string {
	const out: string[] = [];
	const lines = text.replace(/\r\n?/g, "\n").split("\n");
	for (let i = 0; i < lines.length; ) {
		const [html, used] = block(lines, i);
		if (html !== "") out.push(html);
		i += used;
	}
	return out.join("\n");
}

const LIST = /^\s*([-*+]|\d+[.)])\s+(.*)$/;

/** The block that starts at a line, and how many lines it has. */
function block(lines: readonly string[], at: number): readonly [html: string, lines: number] {
	const line = lines[at] as string;
	if (line.trim() === "") return ["", 1];
	if (line.startsWith("```")) {
		let end = at + 1;
		while (end < lines.length && !(lines[end] as string).startsWith("```")) end++;
		return [`<pre><code>${escapeHtml(lines.slice(at + 1, end).join("\n"))}</code></pre>`, end - at + 1];
	}
	const heading = /^(#{1,6})\s+(.*)$/.exec(line);
	if (heading !== null) {
		const level = (heading[1] as string).length;
		return [`<h${level}>${inline(heading[2] as string)}</h${level}>`, 1];
	}
	if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return ["<hr>", 1];
	if (LIST.test(line)) return list(lines, at);
	const quote = line.startsWith(">");
	let end = at + 1;
	while (end < lines.length && (lines[end] as string).trim() !== "" && !startsBlock(lines[end] as string, quote)) end++;
	const text = lines.slice(at, end).map((part) => (quote ? part.replace(/^>\s?/, "") : part));
	const html = inline(text.join("\n"));
	return [quote ? `<blockquote>${html}</blockquote>` : `<p>${html}</p>`, end - at];
}

function startsBlock(line: string, inQuote: boolean): boolean {
	return /^(#{1,6}\s|```)/.test(line) || LIST.test(line) || line.startsWith(">") !== inQuote;
}

function list(lines: readonly string[], at: number): readonly [html: string, lines: number] {
	const ordered = /^\s*\d/.test(lines[at] as string);
	const items: string[] = [];
	let end = at;
	for (; end < lines.length; end++) {
		const item = LIST.exec(lines[end] as string);
		if (item === null || /^\s*\d/.test(lines[end] as string) !== ordered) break;
		items.push(`<li>${inline(item[2] as string)}</li>`);
	}
	const tag = ordered ? "ol" : "ul";
	return [`<${tag}>${items.join("")}</${tag}>`, end - at];
}

function inline(text: string): string {
	return text
		.split(/(`[^`]+`)/)
		.map((part) => (/^`[^`]+`$/.test(part) ? `<code>${escapeHtml(part.slice(1, -1))}</code>` : marks(escapeHtml(part))))
		.join("");
}

/** Of text that is escaped already. */
function marks(html: string): string {
	return html
		.replace(/\[([^\]]+)\]\(((?:https?:\/\/|mailto:|#)[^\s)]*)\)/g, '<a href="$2" rel="noreferrer">$1</a>')
		.replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
		.replace(/\*([^*\s][^*]*)\*/g, "<em>$1</em>");
}
