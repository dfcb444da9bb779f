import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Mask, maskHeaders } from "./mask.js";

const secretText = fc
	.string({ minLength: 4, maxLength: 60, unit: "grapheme-ascii" })
	.filter((text) => text.trim() === text && !/^[*]+$/.test(text));

describe("taking secrets out of texts", () => {
	it("finds a secret wherever it stands, plain and as addresses and forms write it", () => {
		fc.assert(
			fc.property(secretText, fc.string(), fc.string(), (secret, before, after) => {
				const mask = new Mask();
				mask.add(secret);
				for (const form of [secret, encodeURIComponent(secret), String(new URLSearchParams({ s: secret })).slice(2)])
					expect(mask.text(`${before}\n${form}\n${after}`).split("\n")).not.toContain(form);
			}),
		);
	});

	it("lets texts without secrets be", () => {
		const mask = new Mask();
		mask.add("s3cret", undefined, "", "abc");
		expect(mask.text("abc of the authorization endpoint, bearer authentication needed")).toBe(
			"abc of the authorization endpoint, bearer authentication needed",
		);
	});

	it("takes the longer of two secrets first", () => {
		const mask = new Mask();
		mask.add("token", "token-and-more");
		expect(mask.text("token-and-more token")).toBe("*** ***");
	});

	it("shows nothing of what it knows", () => {
		const mask = new Mask();
		mask.add("s3cret-token");
		expect(inspect(mask, { showHidden: true, depth: 9 }) + JSON.stringify(mask)).not.toContain("s3cret");
	});

	it.each([
		["authorization: Bearer eyJhbGciOi.x.y", "authorization: ***"],
		['{"authorization":"Bearer eyJhbGciOi.x.y","a":1}', '{"authorization":"***","a":1}'],
		["Flyte-Authorization=Bearer abcdefgh; b", "Flyte-Authorization=***; b"],
		["proxy-authorization: Basic dXNlcjpwYXNz", "proxy-authorization: ***"],
		["sent Bearer abcdefghij1 to the server", "sent Bearer *** to the server"],
		["authorization: abcdefgh", "authorization: ***"],
	])("%s -> %s", (text, masked) => {
		expect(maskHeaders(text)).toBe(masked);
	});
});
