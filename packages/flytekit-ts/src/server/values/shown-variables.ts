import type { LiteralMap } from "../../types/index.js";
import { encodeLiteral, readVariables } from "../../wire/literals.js";
import type { ShownVariable } from "../view-model.js";
import { shownCut, shownLiteral } from "./shown-value.js";

/** Which values: those of a run's node, as addresses name them. */
export interface ValuesOf {
	readonly run: string;
	readonly path: string;
	readonly side: "inputs" | "outputs";
}

/** Variables for people: of their bytes, of which only what is shown is read, or of values that are at hand. */
export function shownVariables(values: Uint8Array | LiteralMap, of: ValuesOf): ShownVariable[] {
	const cut = shownCut();
	const variables =
		values instanceof Uint8Array
			? readVariables(values, cut)
			: [...values].map(([name, literal]) => ({ name, literal, bytes: encodeLiteral(literal).length }));
	const at = `/api/runs/${encodeURIComponent(of.run)}`;
	return variables.map(({ name, literal, bytes }) => {
		const query = new URLSearchParams({ path: of.path, side: of.side, name });
		const hrefOf = (place: readonly (string | number)[]) =>
			`${at}/file?${query}&${new URLSearchParams({ at: JSON.stringify(place) })}`;
		return { name, value: shownLiteral(literal, hrefOf, cut), bytes, href: `${at}/value?${query}` };
	});
}
