import type { TypedInterface, Variable } from "../../interface/typed-interface.js";
import { sortedKeys } from "../codec/keys.js";
import { writeLiteralType } from "../codec/write-literal-type.js";
import type { Writer } from "../codec/writer.js";

/** Content of a flyteidl.core.TypedInterface. */
export function writeInterface(w: Writer, { inputs, outputs }: TypedInterface): void {
	const out = w.size;
	writeVariables(w, outputs);
	w.close(2, out);
	const into = w.size;
	writeVariables(w, inputs);
	w.close(1, into);
}

function writeVariables(w: Writer, variables: ReadonlyMap<string, Variable>): void {
	const names = sortedKeys(variables);
	for (let i = names.length - 1; i >= 0; i--) {
		const name = names[i] as string;
		const entry = w.size;
		writeVariable(w, variables.get(name) as Variable);
		w.close(2, entry);
		w.string(1, name);
		w.close(1, entry);
	}
}

/** Content of a flyteidl.core.Variable. */
export function writeVariable(w: Writer, variable: Variable): void {
	w.optionalString(2, variable.description ?? variable.name);
	const type = w.size;
	writeLiteralType(w, variable.literalType);
	w.close(1, type);
}
