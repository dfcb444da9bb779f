import { describe, expect, it } from "vitest";
import type { DetectedInterface } from "./detected.js";
import { toTypedInterface } from "./to-typed-interface.js";

const location = { file: "a.ts", line: 1, column: 2 };
const detected: DetectedInterface = {
	inputs: [
		{
			name: "b",
			type: { kind: "int", native: "number" },
			optional: false,
			default: 3,
			description: "how many",
			location,
		},
		{ name: "a", type: { kind: "string" }, optional: false },
		{ name: "__proto__", type: { kind: "boolean" }, optional: false },
	],
	outputs: [{ name: "o0", type: { kind: "list", element: { kind: "float" } } }],
	outputShape: "single",
};

describe("toTypedInterface", () => {
	it("keeps order, names, descriptions, places and defaults", () => {
		const typed = toTypedInterface(detected);
		expect([...typed.inputs.keys()]).toEqual(["b", "a", "__proto__"]);
		expect(typed.inputs.get("b")).toMatchObject({ description: "how many", location, optional: false, default: 3 });
		expect("default" in (typed.inputs.get("a") as object)).toBe(false);
		expect("description" in (typed.inputs.get("a") as object)).toBe(false);
		expect(typed.outputShape).toBe("single");
	});

	it("knows the literal types", () => {
		const typed = toTypedInterface(detected);
		expect(typed.inputs.get("b")?.literalType).toMatchObject({ kind: "simple", simple: "integer" });
		expect(typed.outputs.get("o0")?.literalType).toMatchObject({ kind: "collection", element: { simple: "float" } });
		expect(typed.outputs.get("o0")?.literalType).toBe(typed.outputs.get("o0")?.literalType);
	});

	it("asks for a custom type only when its literal type is wanted", () => {
		const custom: DetectedInterface = {
			inputs: [],
			outputs: [{ name: "o0", type: { kind: "custom", name: "registered later" } }],
			outputShape: "single",
		};
		const typed = toTypedInterface(custom);
		expect(() => typed.outputs.get("o0")?.literalType).toThrow("registered later");
	});
});
