import type { ComponentChildren } from "preact";
import type { ErrorView } from "../../../flytekit-ts/src/server/view-model.js";

/** What went wrong, in the words of the error, and what can be done. */
export function Problem({ error, children }: { error: ErrorView; children?: ComponentChildren }) {
	const { title, help } = SAID.get(error.code) ?? { title: "It failed", help: undefined };
	return (
		<div class="note bad" role="alert">
			<div class="row spread">
				<strong>{title}</strong>
				<span class="mono muted small">{error.code}</span>
			</div>
			<pre>{error.message}</pre>
			{help === undefined ? null : <p class="muted">{help}</p>}
			{children}
		</div>
	);
}

const SAID = new Map<string, { title: string; help?: string }>([
	["JOURNAL_BUSY", { title: "The store is busy", help: "Another process holds it. This page tries again by itself." }],
	["JOURNAL_DAMAGED", { title: "The store is damaged", help: "Nothing is written to it from here." }],
	["JOURNAL_NEWER", { title: "The store was written by a newer version" }],
	["JOURNAL_OPEN", { title: "The store cannot be opened" }],
	["JOURNAL_NO_RUN", { title: "There is no such run", help: "It may have been deleted from the store." }],
	["SERVER_NOT_FOUND", { title: "This is not there" }],
	["SERVER_LAUNCH", { title: "The run was not begun" }],
	["OFFLINE", { title: "The server does not answer", help: "This page goes on by itself when it is back." }],
	["LOADER_SYNTAX", { title: "The file does not parse" }],
]);

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
	return (
		<div class="empty">
			<strong>{title}</strong>
			{children}
		</div>
	);
}
