/**
 * Phantom keys: they exist for the type checker only, no value has them. Import them with `import type`.
 * Exported interfaces carry them (`number & IntBrand`), so that declaration files of users can name them.
 */

/** Marks {@link Int}. */
export declare const int: unique symbol;
/** Marks values that are one piece to TypeScript's helpers here: durations, timestamps, files, directories, datasets. */
export declare const blob: unique symbol;

/** A whole number (int64). Any number is accepted where an Int is wanted; only the annotation decides. */
export type Int = number & IntBrand;
/** The phantom part of {@link Int}. */
export interface IntBrand {
	readonly [int]?: true;
}
