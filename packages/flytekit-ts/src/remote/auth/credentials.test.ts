import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	type Credentials,
	credentialsFromText,
	credentialsToText,
	freshUntil,
	isStale,
	isToken,
} from "./credentials.js";

const token = fc.string({ minLength: 1, maxLength: 80, unit: "binary-ascii" }).filter(isToken);
const credentials: fc.Arbitrary<Credentials> = fc
	.record(
		{
			accessToken: token,
			header: fc.constantFrom("authorization", "flyte-authorization"),
			refreshToken: token,
			freshUntil: fc.integer(),
		},
		{ requiredKeys: ["accessToken", "header"] },
	)
	.map((kept) => kept as Credentials);

describe("credentials as they are kept", () => {
	it("are the same when they are read again, for their own server only", () => {
		fc.assert(
			fc.property(credentials, fc.string(), (kept, endpoint) => {
				const text = credentialsToText(endpoint, kept);
				expect(credentialsFromText(endpoint, text)).toEqual(kept);
				expect(credentialsFromText(`${endpoint}.`, text)).toBeUndefined();
			}),
		);
	});

	it("are none where the text was cut anywhere", () => {
		const text = credentialsToText("flyte:443", { accessToken: "a", refreshToken: "r", header: "authorization" });
		for (let end = 0; end < text.length; end++)
			expect(credentialsFromText("flyte:443", text.slice(0, end))).toBeUndefined();
	});

	it.each([
		["a version to come", { version: 2 }],
		["a token that begins another header", { accessToken: "a\r\nx: y" }],
		["no token", { accessToken: undefined }],
		["a header that is none", { header: "x\n" }],
	])("are none with %s", (_, change) => {
		const kept = JSON.parse(credentialsToText("flyte:443", { accessToken: "a", header: "authorization" }));
		expect(credentialsFromText("flyte:443", JSON.stringify(kept))).toBeDefined();
		expect(credentialsFromText("flyte:443", JSON.stringify({ ...kept, ...change }))).toBeUndefined();
	});

	it.each(["null", "[]", "7", '"text"', "{}"])("are none in %s", (text) => {
		expect(credentialsFromText("flyte:443", text)).toBeUndefined();
	});
});

describe("how long a token is used", () => {
	it.each([
		[3600, 3_540_000],
		[240, 180_000],
		[10, 7500],
		[0, 0],
	])("of %i s until %i ms", (life, until) => {
		expect(freshUntil(1000, life)).toBe(1000 + until);
	});

	it("is until the server refuses it, where no life is told", () => {
		expect(freshUntil(0, undefined)).toBeUndefined();
		expect(freshUntil(0, Number.NaN)).toBeUndefined();
		expect(isStale({ accessToken: "a", header: "authorization" }, Number.MAX_VALUE)).toBe(false);
	});

	it("ends at that moment", () => {
		const held = { accessToken: "a", header: "authorization", freshUntil: 1000 };
		expect([999, 1000].map((now) => isStale(held, now))).toEqual([false, true]);
	});
});
