/** An element of an XML answer: its own text and what is inside it. Attributes are left out. */
export interface XmlElement {
	readonly name: string;
	readonly text: string;
	readonly children: readonly XmlElement[];
}

interface Draft {
	readonly name: string;
	text: string;
	readonly children: Draft[];
}

const TOKEN = /<!\[CDATA\[([\s\S]*?)\]\]>|<[!?][^>]*>|<(\/?)([^\s/>]+)[^>]*?(\/?)>|([^<]+)/g;

/** Reads the XML that object stores answer with; undefined when there is no element in it. Damaged XML gives what could be read. */
export function readXml(xml: string): XmlElement | undefined {
	const root: Draft = { name: "", text: "", children: [] };
	const open: Draft[] = [root];
	for (const [, cdata, closing, name, selfClosing, text] of xml.matchAll(TOKEN)) {
		const top = open.at(-1) ?? root;
		if (cdata !== undefined) top.text += cdata;
		else if (text !== undefined) top.text += unescapeXml(text);
		else if (name === undefined) continue;
		else if (closing === "/") {
			if (open.length > 1) open.pop();
		} else {
			const element: Draft = { name: name.replace(/^.*:/, ""), text: "", children: [] };
			top.children.push(element);
			if (selfClosing !== "/") open.push(element);
		}
	}
	return root.children[0];
}

/** The text at the end of a path of element names below `element`; undefined when it is not there. */
export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string | undefined {
	let at = element;
	for (const name of path) at = at?.children.find((child) => child.name === name);
	return at?.text;
}

/** The children of that name. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
	return element?.children.filter((child) => child.name === name) ?? [];
}

/** Text made fit for XML. */
export function escapeXml(text: string): string {
	return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const NAMED = new Map([
	["amp", "&"],
	["lt", "<"],
	["gt", ">"],
	["quot", '"'],
	["apos", "'"],
]);

function unescapeXml(text: string): string {
	if (!text.includes("&")) return text;
	return text.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
		if (name !== undefined) return NAMED.get(name) ?? whole;
		const point = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
		return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
	});
}
