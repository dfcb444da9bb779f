import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainLine, plainText } from "./plain-text.js";

const ESC = "\u001b";

describe("plainText", () => {
	test.each([
		["colour", `${ESC}[31mred${ESC}[0m`, "red"],
		["cursor and clear", `a${ESC}[2J${ESC}[1;1Hb`, "ab"],
		["window title", `${ESC}]0;title\u0007text`, "text"],
		["title ended the other way", `${ESC}]0;title${ESC}\\text`, "text"],
		["hyperlink", `${ESC}]8;;http://evil.test${ESC}\\click${ESC}]8;;${ESC}\\`, "click"],
		["device control", `${ESC}P1$tx${ESC}\\text`, "text"],
		["8-bit sequences", "\u009b31mred\u009d0;t\u009c", "red"],
		["reset, charset", `${ESC}c${ESC}(0x`, "x"],
		["a lone escape at the end", `a${ESC}`, "a"],
		["backspace, bell, carriage return", "a\b\u0007\rb", "ab"],
		["direction overrides", "abc\u202edef\u2066", "abcdef"],
		["tabs, lines and other scripts stay", "ä\tö\nß 漢字 😀", "ä\tö\nß 漢字 😀"],
	])("%s", (_what, given, expected) => {
		expect(plainText(given)).toBe(expected);
	});

	test("leaves nothing that a terminal acts on", () => {
		// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must be gone
		const active = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
		const piece = fc.oneof(fc.string(), fc.constantFrom(ESC, "[", "]", "\u009b", "\u0007", "\\", "m", ";", "\r"));
		fc.assert(fc.property(fc.array(piece), (pieces) => !active.test(plainText(pieces.join("")))));
	});

	test("is quick on megabytes that only begin like sequences", () => {
		expect(plainText(`${ESC}]`.repeat(300_000))).toBe("");
		expect(plainText(`${ESC}[`.repeat(300_000)).length).toBeLessThanOrEqual(300_000);
		expect(plainText(`${ESC}]${"x".repeat(1_000_000)}`)).toBe("");
	});
});

describe("plainLine", () => {
	test("folds white space and cuts", () => {
		expect(plainLine("  a\n\tb  c ")).toBe("a b c");
		expect(plainLine("abcdef", 4)).toBe("abc…");
		expect(plainLine("abcd", 4)).toBe("abcd");
		expect(plainLine("ab😀d", 4)).toBe("ab…");
		expect(plainLine("x".repeat(5_000_000), 10)).toBe("xxxxxxxxx…");
	});
});
