import type { Deck } from "../../context/deck.js";
import { escapeHtml } from "./escape.js";

const STYLE = `body{font:14px/1.5 system-ui,sans-serif;margin:0;color:#222}nav{display:flex;gap:4px;padding:8px;background:#f4f4f6}
nav label{padding:4px 12px;border-radius:4px;cursor:pointer}input{position:absolute;opacity:0}section{display:none;padding:16px;overflow:auto}
table{border-collapse:collapse}td,th{border:1px solid #ddd;padding:3px 8px;text-align:left;vertical-align:top}pre{background:#f7f7f9;padding:8px}
.wide{width:60vw}.bar{height:12px;background:#6b4ee6;border-radius:2px}.source{font-family:monospace}.source code{white-space:pre}
.chart{max-width:800px}.chart rect,.chart circle{fill:#6b4ee6}.chart polyline{fill:none;stroke:#6b4ee6;stroke-width:2}.chart line{stroke:#999}
.chart text{font-size:11px;text-anchor:middle}img{max-width:100%}`;

/** One page with a tab for each deck. No scripts of its own; names are shown as text, a deck's HTML as it is. */
export function deckPage(title: string, decks: readonly Deck[]): string {
	const tabs = decks.map((_, i) => `<input type="radio" name="tab" id="t${i}"${i === 0 ? " checked" : ""}>`).join("");
	const shown = decks
		.map(
			(_, i) =>
				`#t${i}:checked~section#s${i}{display:block}#t${i}:checked~nav label[for=t${i}]{background:#6b4ee6;color:#fff}`,
		)
		.join("");
	const labels = decks.map(({ name }, i) => `<label for="t${i}">${escapeHtml(name)}</label>`).join("");
	const sections = decks.map(({ html }, i) => `<section id="s${i}">${html}</section>`).join("\n");
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${STYLE}${shown}</style></head>
<body>${tabs}<nav>${labels}</nav>
${sections}
</body></html>
`;
}
