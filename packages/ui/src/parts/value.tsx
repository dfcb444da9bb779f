import { useState } from "preact/hooks";
import type { ShownValue, ShownVariable, TableView } from "../../../flytekit-ts/src/server/view-model.js";
import { errorOf, get } from "../api.js";
import { bytesText } from "../time.js";

/** Values that are longer begin folded. */
const FOLD = 6;

/** A variable with its value; all of it is a download away. */
export function Variable({ variable }: { variable: ShownVariable }) {
	const { name, value, bytes, href } = variable;
	return (
		<div class="value">
			<div class="row spread">
				<span>
					<span class="key">{name}</span>
					{isLeaf(value) ? (
						<>
							{" = "}
							<Value value={value} depth={0} />
						</>
					) : null}
				</span>
				<a
					class="small"
					href={href}
					download={`${name}.json`}
					aria-label={`${bytesText(bytes)}, download ${name} as JSON`}
				>
					{bytesText(bytes)}
				</a>
			</div>
			{isLeaf(value) ? null : <Value value={value} depth={0} />}
		</div>
	);
}

function isLeaf(value: ShownValue): boolean {
	return value.kind === "none" || value.kind === "scalar" || (value.kind === "text" && value.length < 200);
}

export function Value({ value, depth }: { value: ShownValue; depth: number }) {
	switch (value.kind) {
		case "none":
			return <span class="muted">none</span>;
		case "scalar":
			return <span>{value.text}</span>;
		case "text":
			return <Text text={value.text} length={value.length} />;
		case "problem":
			return <span class="muted">{value.message}</span>;
		case "file":
			return <File value={value} />;
		case "list":
			return (
				<Folded
					title={`list of ${value.length}`}
					isOpen={value.length <= FOLD && depth < 2}
					isEmpty={value.length === 0}
				>
					{value.items.map((item, index) => (
						<li key={index}>
							<span class="key">{index}: </span>
							<Value value={item} depth={depth + 1} />
						</li>
					))}
					<More shown={value.items.length} of={value.length} />
				</Folded>
			);
		case "map":
			return (
				<Folded
					title={`${value.type} of ${value.length}`}
					isOpen={value.length <= FOLD + 4 && depth < 2}
					isEmpty={value.length === 0}
				>
					{value.entries.map(({ key, value: item }) => (
						<li key={key}>
							<span class="key">{key}: </span>
							<Value value={item} depth={depth + 1} />
						</li>
					))}
					<More shown={value.entries.length} of={value.length} />
				</Folded>
			);
	}
}

function More({ shown, of }: { shown: number; of: number }) {
	return shown < of ? <li class="muted">and {of - shown} more: download the value</li> : null;
}

function Folded({
	title,
	isOpen,
	isEmpty,
	children,
}: {
	title: string;
	isOpen: boolean;
	isEmpty: boolean;
	children: preact.ComponentChildren;
}) {
	if (isEmpty) return <span class="muted">{title}</span>;
	return (
		<details open={isOpen}>
			<summary class="muted">{title}</summary>
			<ul>{children}</ul>
		</details>
	);
}

function Text({ text, length }: { text: string; length: number }) {
	const [isWhole, setWhole] = useState(false);
	const isLong = text.length > 400;
	return (
		<span class="string">
			"{isLong && !isWhole ? `${text.slice(0, 400)}…` : text}
			{text.length < length && isWhole ? "…" : ""}"
			{isLong ? (
				<>
					{" "}
					<button type="button" class="plain small" onClick={() => setWhole(!isWhole)}>
						{isWhole ? "less" : `${length} characters`}
					</button>
					{length > text.length ? <span class="muted"> the rest is in the download</span> : null}
				</>
			) : null}
		</span>
	);
}

function File({ value }: { value: Extract<ShownValue, { kind: "file" }> }) {
	const [table, setTable] = useState<TableView>();
	const [wrong, setWrong] = useState<string>();
	const { href } = value;
	const show = () => {
		if (href === undefined) return;
		get<TableView>(href.replace("/file?", "/table?")).then(setTable, (thrown) => setWrong(errorOf(thrown).message));
	};
	return (
		<span>
			<span class="muted">{value.type} </span>
			{href === undefined ? (
				value.uri
			) : (
				<a href={href} download="">
					{value.uri}
				</a>
			)}
			{value.columns === undefined || value.columns.length === 0 ? null : (
				<span class="muted"> ({value.columns.join(", ")})</span>
			)}
			{value.isTable === true && table === undefined && href !== undefined ? (
				<>
					{" "}
					<button type="button" class="small" onClick={show}>
						Show rows
					</button>
				</>
			) : null}
			{wrong === undefined ? null : <pre role="alert">{wrong}</pre>}
			{table === undefined ? null : <Table table={table} />}
		</span>
	);
}

function Table({ table: { columns, rows, total } }: { table: TableView }) {
	return (
		<div class="scroll card" tabIndex={0} role="region" aria-label="Rows" style={{ maxHeight: "260px" }}>
			<table>
				<caption class="small muted">
					{rows.length < total
						? `the first ${rows.length} of ${total >= 100_001 ? "over 100,000" : total} rows`
						: `${total} rows`}
				</caption>
				<thead>
					<tr>
						{columns.map((column) => (
							<th key={column}>{column}</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.map((row, index) => (
						<tr key={index}>
							{row.map((cell, at) => (
								<td key={columns[at]}>{cell}</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}
