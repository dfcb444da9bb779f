import { describe, expect, it } from "vitest";
import { sourceFrame } from "./frame.js";

describe("sourceFrame", () => {
	const text = "one\ntwo\nthree\nfour\nfive";

	it("shows two lines before and one after, with carets below the place", () => {
		expect(sourceFrame(text, 3, 2, 3)).toBe("  1 | one\n  2 | two\n> 3 | three\n    |  ^^^\n  4 | four");
	});

	it("stops at the ends of the file", () => {
		expect(sourceFrame(text, 1, 1)).toBe("> 1 | one\n    | ^\n  2 | two");
		expect(sourceFrame(text, 5, 5)).toBe("  3 | three\n  4 | four\n> 5 | five\n    |     ^");
	});

	it("aligns line numbers of different width", () => {
		const ten = Array.from({ length: 10 }, (_, i) => `l${i + 1}`).join("\n");
		expect(sourceFrame(ten, 9, 1)).toBe("   7 | l7\n   8 | l8\n>  9 | l9\n     | ^\n  10 | l10");
	});

	it("keeps tabs in front of the caret, so it stands right at any tab width", () => {
		expect(sourceFrame("\t\tx: Set", 1, 6, 3)).toBe("> 1 | \t\tx: Set\n    | \t\t   ^^^");
	});

	it("never draws carets past the line's end", () => {
		expect(sourceFrame("ab", 1, 2, 40)).toBe("> 1 | ab\n    |  ^");
	});

	it("cuts a long line around the column", () => {
		const long = `${"a".repeat(500)}X${"b".repeat(500)}`;
		const [line, caret] = sourceFrame(long, 1, 501).split("\n");
		expect(line!.length).toBeLessThan(140);
		expect(line![caret!.indexOf("^")]).toBe("X");
	});

	it("is empty for a line that is not there, and takes CRLF", () => {
		expect(sourceFrame(text, 99, 1)).toBe("");
		expect(sourceFrame("a\r\nb", 2, 1)).toBe("  1 | a\n> 2 | b\n    | ^");
	});
});
