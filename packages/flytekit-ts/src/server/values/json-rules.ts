import type { NativeType } from "../../types/index.js";

/** How inputs are written as JSON: the command's own rules for `--inputs-file`, given by it. */
export interface JsonRules {
	/** JSON with long integers kept exact. Throws what {@link problemOf} knows. */
	parse(text: string): unknown;
	/** The native value; throws what {@link problemOf} knows. Relative paths are of `cwd`. */
	toNative(json: unknown, type: NativeType, cwd: string): unknown;
	/** A native value as it would be given. */
	toJson(value: unknown, type: NativeType): unknown;
	/** What to say of something that was thrown; undefined when it is no wrong input. */
	problemOf(thrown: unknown): { readonly path: string; readonly text: string } | undefined;
}
