import { FlyteError } from "../errors/index.js";
import { nearest } from "../errors/nearest.js";
import type { ConvertContext, MaybePromise } from "./convert/context.js";
import { errorTransformer } from "./failure/error-transformer.js";
import type { Literal } from "./literal.js";
import type { Json, LiteralType } from "./literal-type.js";
import type { NativeType } from "./native-type.js";

/** Kinds of native types whose values live outside of the literal; each has one {@link KindTransformer}. */
export type ExternalKind = "file" | "directory" | "dataset" | "pickle";
export type ExternalType = Extract<NativeType, { kind: ExternalKind }>;

/**
 * Converts one kind of value that may need storage. Errors thrown here need no path: whoever converts adds `inputs.x[3].k` in front
 * of the message, keeps code and way out, and the error as cause.
 */
export interface KindTransformer<N extends NativeType = NativeType> {
	/** Marks it as a union's variant (TypeStructure.tag), flytekit's transformer name where it has one. */
	readonly tag: string;
	literalType(type: N): LiteralType;
	/** Whether a value is of this type, without I/O: how a union's variant is chosen. */
	accepts(value: unknown, type: N): boolean;
	toLiteral(value: unknown, type: N, ctx: ConvertContext): MaybePromise<Literal>;
	fromLiteral(literal: Literal, type: N, ctx: ConvertContext): MaybePromise<unknown>;
}

/** A user's own type: flytekit's TypeTransformer. */
export interface TypeTransformer<T = unknown> {
	/** Unique; how native types of kind `custom` refer to it, and the tag of a union's variant. */
	readonly name: string;
	/** What it is on the wire; a function when it depends on the type's arguments. */
	readonly literalType: LiteralType | ((args: Json | undefined) => LiteralType);
	toLiteral(value: T, ctx: ConvertContext, args: Json | undefined): MaybePromise<Literal>;
	fromLiteral(literal: Literal, ctx: ConvertContext, args: Json | undefined): MaybePromise<T>;
	/**
	 * A T from what a person types as a flag's value, or has as text in an inputs file. Throws an error that says what is expected.
	 * Without it, `toLiteral` is given the value as parsed JSON, or as text where it is none.
	 */
	fromText?(text: string): T;
	/** Whether a value is a T: needed when the type is a variant of a union. */
	accepts?(value: unknown): boolean;
	/** Whether values of a foreign entity's literal type are read as T (flytekit's guess_python_type). */
	guess?(type: LiteralType): boolean;
}

interface Registry {
	readonly kinds: Map<ExternalKind, KindTransformer<never>>;
	readonly types: Map<string, TypeTransformer>;
}

const KEY = Symbol.for("flytekit-ts.types.registry");

/** One for the process, also when two copies of the package are loaded: a user's plugin may bring its own. */
function registry(): Registry {
	const place = globalThis as { [KEY]?: Registry };
	place[KEY] ??= { kinds: new Map(), types: new Map([[errorTransformer.name, errorTransformer as TypeTransformer]]) };
	return place[KEY];
}

/** Installs the transformer of a kind. The last one wins: two copies of the package bring the same. */
export function registerKind<K extends ExternalKind>(
	kind: K,
	transformer: KindTransformer<Extract<NativeType, { kind: K }>>,
): void {
	registry().kinds.set(kind, transformer as KindTransformer<never>);
}

/** Whether a transformer of the kind is installed. */
export function hasKind(kind: ExternalKind): boolean {
	return registry().kinds.has(kind);
}

/** The transformer of a kind. Throws TYPES_KIND_MISSING when none was installed. */
export function kindTransformer(type: ExternalType): KindTransformer<ExternalType> {
	const found = registry().kinds.get(type.kind);
	if (found === undefined) {
		throw new FlyteError(
			"TYPES_KIND_MISSING",
			`values of kind "${type.kind}" cannot be converted: nothing here knows how`,
			{
				wayOut: 'import "flytekit-ts" itself rather than a part of it',
			},
		);
	}
	return found as KindTransformer<ExternalType>;
}

/**
 * Makes a type of yours known, as flytekit's TypeEngine.register. Registering the same name again replaces the first, so a module may be
 * loaded twice. Throws TYPES_CUSTOM_INVALID when the name is empty or a part is missing.
 */
export function registerType<T>(transformer: TypeTransformer<T>): TypeTransformer<T> {
	const { name } = transformer;
	const missing = (["literalType", "toLiteral", "fromLiteral"] as const).filter(
		(part) => transformer[part] === undefined,
	);
	if (typeof name !== "string" || name === "" || missing.length > 0) {
		throw new FlyteError(
			"TYPES_CUSTOM_INVALID",
			typeof name !== "string" || name === ""
				? "registerType: a type needs a name"
				: `registerType("${name}"): ${missing.join(", ")} missing`,
			{ wayOut: "registerType({ name, literalType, toLiteral, fromLiteral })" },
		);
	}
	registry().types.set(name, transformer as TypeTransformer);
	return transformer;
}

/** The transformer of that name. Throws TYPES_CUSTOM_UNKNOWN listing what is registered. */
export function customType(name: string): TypeTransformer {
	const { types } = registry();
	const found = types.get(name);
	if (found !== undefined) return found;
	const near = nearest(name, [...types.keys()]);
	throw new FlyteError(
		"TYPES_CUSTOM_UNKNOWN",
		`no type named "${name}" is registered${near === undefined ? "" : `, did you mean "${near}"?`}`,
		{
			wayOut: `call registerType({ name: "${name}", ... }) in a module that is loaded before the task runs, best where the type is declared`,
		},
	);
}

/** The registered types in the order of registration. */
export function customTypes(): readonly TypeTransformer[] {
	return [...registry().types.values()];
}
