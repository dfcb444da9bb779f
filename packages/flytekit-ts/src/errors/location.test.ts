import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { formatPlace } from "./location.js";

describe("formatPlace", () => {
	const place = (file: string) => formatPlace({ file, line: 3, column: 7 });
	it("names a file inside the working directory as it is seen from there", () => {
		expect(place(join(process.cwd(), "a", "b.ts"))).toBe(`${join("a", "b.ts")}:3:7`);
		expect(place(join(process.cwd(), "..b.ts"))).toBe("..b.ts:3:7");
	});
	it("leaves other files as they are", () => {
		const outside = resolve(process.cwd(), "..", "b.ts");
		expect([place(outside), place("a/b.ts")]).toEqual([`${outside}:3:7`, "a/b.ts:3:7"]);
	});
});
