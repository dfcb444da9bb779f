import { createHash } from "node:crypto";

const MAX_LENGTH = 63;
const HASH_LENGTH = 10;

/**
 * Makes a node's name fit for a DNS label, as flytekit's _dnsify does, so that both SDKs give one name to one call: lower case,
 * `_` and `.` become `-`, a capital becomes `-x`, other characters fall away. From 63 characters on, a hash of the whole
 * stands before the tail. Unlike flytekit's it leaves its own results as they are.
 */
export function dnsName(name: string): string {
	let text = name;
	if (text.length >= MAX_LENGTH) {
		const hash = createHash("sha224").update(name).digest("hex").slice(0, HASH_LENGTH);
		text = `${hash}-${text.slice(-(MAX_LENGTH - HASH_LENGTH - 1))}`;
	}
	let out = "";
	for (const char of text) {
		if (char === "_" || char === "-" || char === ".") {
			if (out !== "" && out.length < MAX_LENGTH - 1) out += "-";
		} else if (/[a-z0-9]/.test(char)) {
			out += char;
		} else if (/[A-Z]/.test(char)) {
			if (out !== "" && !out.endsWith("-")) out += "-";
			out += char.toLowerCase();
		}
	}
	return out.slice(0, MAX_LENGTH).replace(/-+$/, "");
}
