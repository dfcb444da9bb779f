import type { TypedInterface } from "../../interface/typed-interface.js";
import { describeType } from "../../types/index.js";

interface Shown {
	readonly inputs: Iterable<{
		readonly name: string;
		readonly type: Parameters<typeof describeType>[0];
		readonly optional?: boolean;
		readonly default?: unknown;
	}>;
	readonly outputs: readonly { readonly name: string; readonly type: Parameters<typeof describeType>[0] }[];
	readonly outputShape: TypedInterface["outputShape"];
}

/** `({ n: Int, label?: string }) => Int[]`, as TypeScript would say it. */
export function signatureOf(iface: TypedInterface): string {
	return signature({
		inputs: iface.inputs.values(),
		outputs: [...iface.outputs.values()],
		outputShape: iface.outputShape,
	});
}

/** The same for an interface that was only detected. */
export function signature({ inputs, outputs, outputShape }: Shown): string {
	const params = [...inputs].map((input) => {
		const mark = input.optional === true || input.default !== undefined ? "?" : "";
		return `${input.name}${mark}: ${describeType(input.type)}`;
	});
	const given = params.length === 0 ? "()" : `({ ${params.join(", ")} })`;
	return `${given} => ${result(outputs, outputShape)}`;
}

function result(outputs: Shown["outputs"], shape: Shown["outputShape"]): string {
	switch (shape) {
		case "none":
			return "void";
		case "single":
			return outputs.map((output) => describeType(output.type)).join("");
		case "tuple":
			return `[${outputs.map((output) => describeType(output.type)).join(", ")}]`;
		case "named":
			return `{ ${outputs.map((output) => `${output.name}: ${describeType(output.type)}`).join(", ")} }`;
	}
}
