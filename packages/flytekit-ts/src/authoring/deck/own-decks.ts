import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { Deck, DeckBook } from "../../context/deck.js";
import type { Variable } from "../../interface/typed-interface.js";
import { type ConvertContext, fromLiteral, isFlyteDirectory, isFlyteFile, type LiteralMap } from "../../types/index.js";
import type { DeckField } from "../task/deck-options.js";
import { escapeHtml } from "./escape.js";
import { renderers } from "./renderers.js";

/** What the package's own decks are made of. */
export interface DeckFacts {
	readonly book: DeckBook;
	readonly fields: readonly DeckField[];
	/** The function's text. */
	readonly source: string;
	readonly inputs: { readonly variables: ReadonlyMap<string, Variable>; readonly literals: LiteralMap };
	/** Undefined when there are none: the task failed, or made a graph. */
	readonly outputs: { readonly variables: ReadonlyMap<string, Variable>; readonly literals: LiteralMap } | undefined;
	readonly convert: ConvertContext;
}

/** All decks of a run in flytekit's order: the timeline, the task's own, then source, dependencies, input and output. */
export async function allDecks(facts: DeckFacts): Promise<readonly Deck[]> {
	const { book, fields, inputs, outputs, convert } = facts;
	const own = new DeckBook();
	const add = (field: DeckField, name: string, html: () => string | Promise<string>) =>
		fields.includes(field) ? Promise.resolve(html()).then((text) => [new Deck(name, text, own)]) : [];
	return [
		...(await add("timeline", "Timeline", () => renderers.timeline(book.spans))),
		...book.decks,
		...(await add("source", "Source Code", () => renderers.source(facts.source))),
		...(await add("dependencies", "Dependencies", dependencies)),
		...(await add("input", "Input", () => values(inputs, convert))),
		...(await add("output", "Output", () => (outputs === undefined ? "<p>none</p>" : values(outputs, convert)))),
	];
}

async function values(
	{ variables, literals }: NonNullable<DeckFacts["outputs"]>,
	convert: ConvertContext,
): Promise<string> {
	const rows: string[] = [];
	for (const [name, { type }] of variables) {
		const literal = literals.get(name);
		const value = literal === undefined ? undefined : await fromLiteral(literal, type, convert, name);
		rows.push(`<tr><th>${escapeHtml(name)}</th><td><pre>${escapeHtml(shown(value))}</pre></td></tr>`);
	}
	return rows.length === 0 ? "<p>none</p>" : `<table><tbody>${rows.join("")}</tbody></table>`;
}

function shown(value: unknown): string {
	if (isFlyteFile(value) || isFlyteDirectory(value)) return value.path;
	return typeof value === "string" && value.length < 2000
		? value
		: inspect(value, { depth: 5, maxArrayLength: 100, maxStringLength: 2000, breakLength: 100 });
}

/** Node, and what the project's package.json asks for. */
function dependencies(): string {
	const rows: [string, string][] = [["node", process.versions.node]];
	for (let folder = process.cwd(); ; folder = dirname(folder)) {
		const file = join(folder, "package.json");
		if (existsSync(file)) {
			const { dependencies: asked = {} } = JSON.parse(readFileSync(file, "utf8")) as { dependencies?: object };
			rows.push(...Object.entries(asked).map(([name, version]): [string, string] => [name, String(version)]));
		}
		if (existsSync(file) || dirname(folder) === folder) break;
	}
	return renderers.table(rows, ["package", "version"]);
}
