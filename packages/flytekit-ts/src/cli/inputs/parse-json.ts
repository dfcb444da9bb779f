import { WrongInput } from "./wrong-input.js";

/** A string is skipped whole; a whole number with 16 digits or more may be beyond what JavaScript numbers hold. */
const TOKEN = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;
const LONG = "$flyteLongInteger";

/**
 * `JSON.parse` that keeps long integers exact: they come as bigint. Keys such as `__proto__` are own data, as JSON.parse has them.
 * Throws WrongInput that says where the text stops being JSON, or which key an object has twice.
 */
export function parseJson(text: string, expected = "JSON"): unknown {
	let hasLong = false;
	const marked = text.replace(TOKEN, (token) => {
		if (token.startsWith('"') || Number.isSafeInteger(Number(token))) return token;
		hasLong = true;
		return `{"${LONG}":"${token}"}`;
	});
	let value: unknown;
	try {
		value = JSON.parse(marked, hasLong ? revive : undefined);
	} catch {
		throw new WrongInput(expected, excerpt(text), `it is not JSON: ${reason(text)}`);
	}
	const twice = repeatedKey(text);
	if (twice === undefined) return value;
	throw new WrongInput(expected, excerpt(text), `the key ${JSON.stringify(twice)} is there twice: keep one of them`);
}

/** JSON.parse silently keeps the last of two equal keys. `text` is JSON. */
function repeatedKey(text: string): string | undefined {
	const open: (Set<string> | undefined)[] = [];
	for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
		if (key !== undefined) {
			const name = JSON.parse(key) as string;
			const keys = open.at(-1);
			if (keys?.has(name) === true) return name;
			keys?.add(name);
		} else if (token === "{") open.push(new Set());
		else if (token === "[") open.push(undefined);
		else if (token === "}" || token === "]") open.pop();
	}
	return undefined;
}

function revive(_: string, value: unknown): unknown {
	if (typeof value === "object" && value !== null && Object.hasOwn(value, LONG)) {
		return BigInt((value as Record<string, string>)[LONG] as string);
	}
	return value;
}

function reason(text: string): string {
	try {
		JSON.parse(text);
		return "";
	} catch (error) {
		return (error as Error).message.split("\n")[0] as string;
	}
}

function excerpt(text: string): string {
	if (text.trim() === "") return "nothing";
	return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
