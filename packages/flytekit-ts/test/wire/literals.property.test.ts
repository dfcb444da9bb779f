import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Literal as LiteralMessage, LiteralMap as MapMessage } from "../../src/wire/gen/flyteidl/core/literals.js";
import { LiteralType as TypeMessage } from "../../src/wire/gen/flyteidl/core/types.js";
import {
	decodeLiteral,
	decodeLiteralMap,
	decodeLiteralType,
	encodeLiteral,
	encodeLiteralMap,
	encodeLiteralType,
} from "../../src/wire/index.js";
import { literal, literalMap, literalType } from "./arbitraries.js";

describe("any literal", () => {
	test("comes back as it was", () => {
		fc.assert(
			fc.property(literal, (value) => {
				expect(decodeLiteral(encodeLiteral(value))).toEqual(value);
			}),
			{ numRuns: 1000 },
		);
	});

	test("means the same to the generated decoder and encoder", () => {
		fc.assert(
			fc.property(literal, (value) => {
				const bytes = encodeLiteral(value);
				const theirs = LiteralMessage.encode(LiteralMessage.decode(bytes)).finish();
				expect(decodeLiteral(theirs)).toEqual(value);
			}),
			{ numRuns: 500 },
		);
	});

	test("any map of them comes back, from our bytes and from the generated encoder's", () => {
		fc.assert(
			fc.property(literalMap, (map) => {
				const bytes = encodeLiteralMap(map);
				expect(decodeLiteralMap(bytes)).toEqual(map);
				expect(decodeLiteralMap(MapMessage.encode(MapMessage.decode(bytes)).finish())).toEqual(map);
			}),
			{ numRuns: 300 },
		);
	});

	test("has the same bytes in whatever order its maps were filled", () => {
		fc.assert(
			fc.property(literalMap, (map) => {
				const reversed = new Map([...map].reverse());
				expect(encodeLiteralMap(reversed)).toEqual(encodeLiteralMap(map));
			}),
			{ numRuns: 200 },
		);
	});
});

describe("any literal type", () => {
	test("comes back as it was, from our bytes and from the generated encoder's", () => {
		fc.assert(
			fc.property(literalType, (type) => {
				const bytes = encodeLiteralType(type);
				expect(decodeLiteralType(bytes)).toEqual(type);
				expect(decodeLiteralType(TypeMessage.encode(TypeMessage.decode(bytes)).finish())).toEqual(type);
			}),
			{ numRuns: 500 },
		);
	});
});
