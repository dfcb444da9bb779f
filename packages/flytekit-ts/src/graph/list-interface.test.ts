import { describe, expect, it } from "vitest";
import type { TypedInterface } from "../interface/typed-interface.js";
import { literalTypeOf, type NativeType } from "../types/index.js";
import { listInterface } from "./list-interface.js";

const INT: NativeType = { kind: "int", native: "number" };
const NONE: NativeType = { kind: "none", native: "undefined" };
const variable = (name: string, type: NativeType) => ({ name, type, literalType: literalTypeOf(type) });
const face: TypedInterface = {
	inputs: new Map([
		["x", { ...variable("x", INT), optional: true, default: 3 }],
		["by", { ...variable("by", INT), optional: false, default: 2 }],
	]),
	outputs: new Map([["o0", variable("o0", INT)]]),
	outputShape: "single",
};

describe("listInterface", () => {
	it("lists what is mapped, which has no default any more, and keeps what is bound", () => {
		const { inputs, outputs, outputShape } = listInterface(face, ["by"]);
		const list: NativeType = { kind: "list", element: INT };
		expect(inputs.get("x")).toEqual({ ...variable("x", list), optional: false });
		expect(inputs.get("by")).toBe(face.inputs.get("by"));
		expect(outputs.get("o0")).toEqual(variable("o0", list));
		expect(outputShape).toBe("single");
	});

	it("says none in the outputs of elements that may fail", () => {
		const list: NativeType = { kind: "list", element: { kind: "union", variants: [INT, NONE] } };
		expect(listInterface(face, [], true).outputs.get("o0")).toEqual(variable("o0", list));
	});

	it("keeps a literal type that says more than the native one", () => {
		const literalType = { ...literalTypeOf(INT), metadata: { unit: "m" } } as const;
		const told: TypedInterface = { ...face, outputs: new Map([["o0", { ...variable("o0", INT), literalType }]]) };
		expect(listInterface(told, []).outputs.get("o0")?.literalType).toEqual({
			kind: "collection",
			element: literalType,
		});
	});
});
