import { expect, test } from "vitest";
import type { FormField } from "../../../flytekit-ts/src/server/view-model.js";
import { commandOf, controlOf, inputsText, textOf } from "./form.js";

const field = (name: string, type: object, required = true): FormField => ({
	name,
	type,
	typeText: "",
	required,
	flag: name,
});
const INT = { kind: "int", native: "bigint" };
const optional = (type: object) => ({ kind: "union", variants: [type, { kind: "none", native: "undefined" }] });

test("numbers go in as they were typed: an integer beyond 2^53 stays exact", () => {
	const { text } = inputsText([field("n", INT)], new Map([["n", "9007199254740993"]]));
	expect(text).toBe('{"n": 9007199254740993}');
});

test("what is empty is left out, but for a text that must be given", () => {
	const fields = [field("n", INT, false), field("s", { kind: "string" }), field("t", { kind: "string" }, false)];
	expect(inputsText(fields, new Map()).text).toBe('{"s": ""}');
});

test("what is no number is text, for the server to refuse; what is no JSON is refused here", () => {
	const fields = [field("n", INT), field("list", { kind: "list", element: INT })];
	const { text, wrong } = inputsText(
		fields,
		new Map([
			["n", "five"],
			["list", "[1"],
		]),
	);
	expect(text).toBe('{"n": "five"}');
	expect([...wrong.keys()]).toEqual(["list"]);
});

test("each type has its way to be typed in", () => {
	const controls = [
		INT,
		{ kind: "boolean" },
		optional({ kind: "enum", values: ["a"] }),
		{ kind: "struct", fields: [] },
	].map((type) => controlOf(type as never));
	expect(controls).toEqual(["number", "boolean", "choice", "json"]);
	expect(textOf([1, 2], { kind: "list" })).toBe("[\n 1,\n 2\n]");
});

test("the command is quoted for a shell", () => {
	const fields = [field("s", { kind: "string" }), field("n", INT), field("yes", { kind: "boolean" })];
	const texts = new Map([
		["s", "it's $HOME"],
		["n", "-5"],
		["yes", "false"],
	]);
	expect(commandOf("a b.ts", "main", fields, texts)).toBe(
		`tsflyte run 'a b.ts' main --s 'it'\\''s $HOME' --n=-5 --no-yes`,
	);
});
