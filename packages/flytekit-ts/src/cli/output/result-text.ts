import { plainText } from "../../errors/plain-text.js";
import type { TypedInterface } from "../../interface/typed-interface.js";
import { jsonText, outputsJson } from "./result-json.js";

/** Lists and objects up to this width stay on one line. */
const WIDTH = 100;

/**
 * What a run gave, for people: text as it is, other values as JSON, several outputs as `name: value` lines. Ends with a newline;
 * "" when there are no outputs. Control characters are taken out where a terminal would act on them.
 */
export function resultText(
	native: unknown,
	iface: Pick<TypedInterface, "outputs" | "outputShape">,
	isTTY: boolean,
): string {
	const json = outputsJson(native, iface);
	const clean = (text: string) => (isTTY ? plainText(text) : text);
	switch (iface.outputShape) {
		case "none":
			return "";
		case "single":
			return `${clean(valueText(json))}\n`;
		case "tuple":
			return lines(
				[...iface.outputs.keys()].map((name, index) => [name, (json as readonly unknown[])[index]]),
				clean,
			);
		case "named":
			return lines(Object.entries(json as object), clean);
	}
}

function lines(entries: readonly (readonly [string, unknown])[], clean: (text: string) => string): string {
	return entries
		.map(([name, value]) => {
			const text = clean(valueText(value));
			return text.includes("\n") ? `${name}:\n${text.replace(/^/gm, "  ")}\n` : `${name}: ${text}\n`;
		})
		.join("");
}

function valueText(value: unknown): string {
	if (typeof value === "string") return value;
	const oneLine = jsonText(value, 0);
	return oneLine.length <= WIDTH ? oneLine : jsonText(value);
}
