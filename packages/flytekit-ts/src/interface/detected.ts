import type { SourceLocation } from "../errors/index.js";
import type { ConstantValue } from "../types/constant.js";
import type { NativeType } from "../types/native-type.js";

/**
 * What the checker (or a schema) read from one entity's function. Plain JSON: it is what the cache and a package's
 * manifest hold. Locations are relative to the project's root.
 */
export interface DetectedInterface {
	/** In declaration order. */
	readonly inputs: readonly DetectedInput[];
	/** In order; named o0, o1, ... unless the body returns `outputs({...})`. */
	readonly outputs: readonly DetectedVariable[];
	/** How the body's return value maps to `outputs`. "named" stays named even with a single output. */
	readonly outputShape: OutputShape;
	/** First sentence or paragraph of the JSDoc. */
	readonly shortDescription?: string;
	/** The rest of the JSDoc text. */
	readonly longDescription?: string;
}

export type OutputShape = "none" | "single" | "tuple" | "named";

export interface DetectedVariable {
	readonly name: string;
	readonly type: NativeType;
	readonly description?: string;
	readonly location?: SourceLocation;
}

export interface DetectedInput extends DetectedVariable {
	/** Declared with `?` and no default: a missing value is bound as none (the type is then a union with none). */
	readonly optional: boolean;
	/** The destructuring default, a constant; absent when there is none. See {@link ConstantValue}. */
	readonly default?: ConstantValue;
}

export type { ConstantValue };

/** Which factory made an entity: the word in the source. */
export type EntityKind =
	| "task"
	| "dynamic"
	| "workflow"
	| "eager"
	| "mapTask"
	| "launchPlan"
	| "reference"
	| "imperative"
	| "gate"
	| "other";

/** One call that makes an entity (`task(...)`, `dynamic(...)`, `makeFirst<Int>()`), found by the detector. */
export interface EntitySite {
	/** Where the last name of the callee starts: what a stack trace shows for the call. Relative to the root. */
	readonly location: SourceLocation;
	readonly kind: EntityKind;
	/** The exported binding; undefined when the entity is not exported: it can be called here, not registered. */
	readonly exportName?: string;
	/** Dotted path of the file from the root, without extension: `examples.census.census`. */
	readonly module: string;
	/** Undefined for kinds whose interface follows at run time (mapTask, launchPlan). */
	readonly interface?: DetectedInterface;
	/** Why this site cannot be used, when it cannot: thrown when the entity is used, all listed by `check`. */
	readonly problems: readonly DetectionProblem[];
	/**
	 * Why it can be called here but not registered: not exported, made inside a function or an object, an anonymous default
	 * export. Present exactly when `exportName` is not; thrown where a name is needed (registering, a graph for Flyte).
	 */
	readonly unregistrable?: DetectionProblem;
}

/** A refusal of the detector, complete with its place. */
export interface DetectionProblem {
	readonly code: string;
	readonly message: string;
	readonly location: SourceLocation;
	/** Source lines with a caret. */
	readonly frame: string;
	readonly wayOut: string;
	/** Path of the type inside the interface, such as `inputs.d.bark`; absent for problems of the call itself. */
	readonly path?: string;
}

/** All that detection says of one source file. */
export interface DetectedModule {
	/** Relative to the root, forward slashes. */
	readonly file: string;
	readonly module: string;
	readonly sites: readonly EntitySite[];
	/** Problems that belong to the file rather than to one entity (a promise used as a value, say). */
	readonly problems: readonly DetectionProblem[];
}
