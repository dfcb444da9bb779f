import {
	getTextOfJSDocComment,
	isExportAssignment,
	isIdentifier,
	isJSDoc,
	isJSDocParameterTag,
	isJSDocReturnTag,
	isPropertyAssignment,
	isVariableDeclaration,
	type JSDoc,
	type Node,
} from "typescript-native/unstable/ast";
import { isTransparent } from "./bindings.js";

/** What a JSDoc comment says of an entity. */
export interface Docs {
	/** The first paragraph, as one line. */
	readonly short?: string;
	/** The paragraphs after it. */
	readonly long?: string;
	/** By the last part of the tag's name: `@param inputs.x the x` is kept under `x`. */
	readonly params: ReadonlyMap<string, string>;
	readonly returns?: string;
}

/**
 * Reads the JSDoc that stands over an entity: over its `export const`, else over the function that it was made from.
 *
 * @param call the call that makes the entity
 * @param body the user's function, when it is known
 */
export function docsOf(call: Node, body: Node | undefined): Docs {
	const doc = jsDocs(holderOf(call)).at(-1) ?? jsDocs(body).at(-1) ?? (body && jsDocs(holderOf(body)).at(-1));
	return doc === undefined ? { params: new Map() } : read(doc);
}

/** The description over a property, parameter or member; undefined when there is none. */
export function descriptionOf(declaration: Node | undefined): string | undefined {
	const doc = jsDocs(declaration).at(-1);
	return doc === undefined ? undefined : oneLine(getTextOfJSDocComment(doc.comment));
}

/** The statement or member whose value an expression is: comments stand over it. */
function holderOf(expression: Node): Node | undefined {
	let parent: Node | undefined = expression.parent;
	while (parent !== undefined && isTransparent(parent)) parent = parent.parent;
	if (parent === undefined) return undefined;
	if (isExportAssignment(parent) || isPropertyAssignment(parent)) return parent;
	return isVariableDeclaration(parent) ? parent.parent.parent : undefined;
}

function jsDocs(node: Node | undefined): readonly JSDoc[] {
	return (node?.jsDoc ?? []).filter((doc): doc is JSDoc => isJSDoc(doc));
}

function read(doc: JSDoc): Docs {
	const params = new Map<string, string>();
	let returns: string | undefined;
	for (const tag of doc.tags ?? []) {
		const text = oneLine(getTextOfJSDocComment(tag.comment));
		if (text === undefined) continue;
		if (isJSDocParameterTag(tag)) params.set(lastName(tag.name), text.replace(/^-\s+/, ""));
		else if (isJSDocReturnTag(tag)) returns = text;
	}
	const [short, ...rest] = (getTextOfJSDocComment(doc.comment) ?? "").trim().split(/\r?\n[ \t]*\r?\n/);
	const first = oneLine(short);
	const long = plain(rest.join("\n\n")).trim();
	return {
		params,
		...(first === undefined ? {} : { short: first }),
		...(long === "" ? {} : { long }),
		...(returns === undefined ? {} : { returns }),
	};
}

function lastName(name: Node): string {
	if (isIdentifier(name)) return name.text;
	const right = (name as unknown as { right?: Node }).right;
	return right === undefined ? "" : lastName(right);
}

const LINK = /\{@link(?:code|plain)?\s+([^\s|}]+)\s*\|?\s*([^}]*)\}/g;

/** The words of a comment: links by their text, else by what they point to. */
function plain(text: string | undefined): string {
	return (text ?? "").replace(LINK, (_, target: string, label: string) =>
		label.trim() === "" ? target : label.trim(),
	);
}

function oneLine(text: string | undefined): string | undefined {
	const line =
		text === undefined
			? undefined
			: plain(text)
					.replace(/\s*\r?\n\s*/g, " ")
					.trim();
	return line === undefined || line === "" ? undefined : line;
}
