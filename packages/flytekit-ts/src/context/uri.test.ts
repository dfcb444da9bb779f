import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baseNameOf, displayUri, joinUri, localPathOf, nameBelow, normalUri, schemeOf } from "./uri.js";

describe("uri", () => {
	it("tells schemes from paths", () => {
		expect(schemeOf("s3://b/k")).toBe("s3");
		expect(schemeOf("FILE:///a")).toBe("file");
		expect(schemeOf("/a/b://c")).toBeUndefined();
		expect(schemeOf("data.csv")).toBeUndefined();
		expect(schemeOf("C:\\data")).toBeUndefined();
	});

	it("reads file URIs, encoded or not", () => {
		expect(localPathOf("file:///a/b c#d?e.txt")).toBe("/a/b c#d?e.txt");
		expect(localPathOf("file:///a/b%20c.txt")).toBe("/a/b c.txt");
		expect(localPathOf("file:///a/100%.txt")).toBe("/a/100%.txt");
		expect(localPathOf("file://localhost/a")).toBe("/a");
		expect(localPathOf("file://elsewhere/a")).toBeUndefined();
		expect(localPathOf("s3://b/k")).toBeUndefined();
		expect(localPathOf("x/y.txt")).toBe("x/y.txt");
	});

	it("spells each place of this machine in one way, and leaves other stores' keys alone", () => {
		expect(normalUri("file:///ok/../../etc/x")).toBe("file:///etc/x");
		expect(normalUri("FILE://localhost/ok/%2e%2e/./e t%63/")).toBe("file:///e tc/");
		expect(normalUri("file:///a/100%.txt")).toBe("file:///a/100%25.txt");
		expect(normalUri("file:///a/%252e%252e/b")).toBe("file:///a/%252e%252e/b");
		expect(normalUri("file:///..")).toBe("file:///");
		expect(normalUri("/ok//../etc/x")).toBe("/etc/x");
		for (const uri of ["mem://ok/../x", "s3://b/%2e%2e/k", "file://elsewhere/../a", "x/../y"]) {
			expect(normalUri(uri)).toBe(uri);
		}
	});

	it("takes what pathToFileURL writes, for any name", () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[^/\0\\]{1,20}$/u), (name) => {
				fc.pre(name !== "." && name !== "..");
				const path = `/a/${name}`;
				expect(localPathOf(pathToFileURL(path).href)).toBe(path);
			}),
		);
	});

	it("joins and takes apart again, whatever the name", () => {
		const bases = ["file:///out", "file:///out/", "mem://x", "s3://b/p", "/plain"];
		fc.assert(
			fc.property(fc.constantFrom(...bases), fc.string({ minLength: 1 }), (base, name) => {
				const uri = joinUri(base, name);
				expect(nameBelow(base, uri)).toBe(name);
				if (base.startsWith("file")) expect(localPathOf(uri)).toBe(`/out/${name}`);
			}),
		);
		expect(joinUri("s3://b", "x", "y/z")).toBe("s3://b/x/y/z");
		expect(nameBelow("s3://b/p", "s3://b/pq")).toBeUndefined();
	});

	it("names the last part", () => {
		expect(baseNameOf("s3://a/b/c.txt")).toBe("c.txt");
		expect(baseNameOf("file:///a/b%20c/")).toBe("b c");
		expect(baseNameOf("data.csv")).toBe("data.csv");
	});

	it("hides signatures and passwords", () => {
		expect(displayUri("https://u:pw@host/a/b?X-Amz-Signature=abc#f")).toBe("https://host/a/b");
		expect(displayUri("s3://b/k?sig=1")).toBe("s3://b/k");
		expect(displayUri("abfss://box@acct.dfs.core.windows.net/k?sig=1")).toBe("abfss://box@acct.dfs.core.windows.net/k");
		expect(displayUri("abfs://box:pw@acct.dfs.core.windows.net/k")).toBe("abfs://acct.dfs.core.windows.net/k");
		expect(displayUri("file:///a/why?.txt")).toBe("file:///a/why?.txt");
	});
});
