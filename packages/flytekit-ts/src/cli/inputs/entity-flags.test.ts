import { expect, it } from "vitest";
import type { InputVariable, TypedInterface } from "../../interface/typed-interface.js";
import type { NativeType } from "../../types/index.js";
import { inputFlags } from "./entity-flags.js";

const struct: NativeType = { kind: "struct", name: "P", fields: [] };
const text: NativeType = { kind: "string" };
const none: NativeType = { kind: "none", native: "undefined" };

it.each<[string, readonly NativeType[]]>([
	["JSON", [struct, { kind: "list", element: text }]],
	["JSON", [struct, none]],
	["VALUE|JSON", [text, struct]],
	["VALUE", [text, { kind: "boolean" }]],
])("says %s for a union of what takes it", (placeholder, variants) => {
	const input = { name: "u", type: { kind: "union", variants }, optional: false } as unknown as InputVariable;
	const [flag] = inputFlags({ inputs: new Map([["u", input]]) } as unknown as TypedInterface);
	expect(flag?.placeholder).toBe(placeholder);
});
