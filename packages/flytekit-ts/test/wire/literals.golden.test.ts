import { describe, expect, test } from "vitest";
import { protoJson } from "../../src/wire/json.js";
import { decodeLiteral, decodeLiteralType, encodeLiteral, encodeLiteralType } from "../../src/wire/literals.js";
import { goldens } from "./goldens.js";

const all = goldens("literals");
const types = all.filter(({ name }) => name.endsWith("__type"));
const values = all.filter(({ name }) => !name.endsWith("__type"));

describe("literals flytekit wrote", () => {
	test("are all there", () => {
		expect(types.length).toBeGreaterThan(50);
		expect(values.length).toBeGreaterThan(40);
	});

	test.each(values)("$name: same bytes after decoding and encoding", ({ bytes }) => {
		expect(hex(encodeLiteral(decodeLiteral(bytes)))).toBe(hex(bytes));
	});

	test.each(values)("$name: same JSON as Python prints", ({ bytes, json }) => {
		expect(protoJson("flyteidl.core.Literal", bytes)).toEqual(json);
	});

	test.each(types)("$name: same JSON after decoding and encoding", ({ bytes, json }) => {
		const again = encodeLiteralType(decodeLiteralType(bytes));
		expect(protoJson("flyteidl.core.LiteralType", again)).toEqual(json);
		expect(again.length).toBe(bytes.length);
	});
});

function hex(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("hex");
}
