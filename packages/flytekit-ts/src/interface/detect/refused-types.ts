import { type Type, TypeFlags } from "typescript-native/unstable/sync";
import type { CheckedProgram } from "./checker.js";
import { compilerMessageAt } from "./compiler-messages.js";
import type { Refusal } from "./refusal.js";
import type { Place } from "./type-reader.js";

type PlacedRefusal = Omit<Refusal, "path">;

/** `any` and `unknown`; `any` is also what is left of a name that could not be resolved. */
export function untyped(program: CheckedProgram, type: Type, place: Place): PlacedRefusal {
	const text = type.flags & TypeFlags.Any ? "any" : "unknown";
	return {
		code: "INTERFACE_UNTYPED",
		text: `${place.path} is \`${text}\`${compilerSays(program, place)}`,
		wayOut: "write its type, or set `pickleUntyped: true` in the options to store it as a V8 pickle",
	};
}

/** A type that the compiler itself could not find. */
export function unresolved(program: CheckedProgram, place: Place): PlacedRefusal {
	return {
		code: "INTERFACE_UNRESOLVED_TYPE",
		text: `the type of ${place.path} cannot be resolved${compilerSays(program, place)}`,
		wayOut: "correct the name or import of the type",
	};
}

function compilerSays(program: CheckedProgram, place: Place): string {
	const message = compilerMessageAt(program, place.node);
	return message === undefined ? "" : `; TypeScript says: ${message}`;
}

/**
 * What to say of a type that has no Flyte type and is neither an object nor a union.
 *
 * @param printed the type as TypeScript prints it
 */
export function refusalOf(type: Type, printed: string, path: string): PlacedRefusal {
	const { flags } = type;
	const text = `\`${printed}\``;
	if (flags & TypeFlags.Never) {
		return {
			code: "INTERFACE_NEVER",
			text: `${path} has the type \`never\`, of which there is no value`,
			wayOut: "annotate it: an empty list `[]` says nothing of its elements, `[] as Int[]` or a return type does",
		};
	}
	if (flags & (TypeFlags.TemplateLiteral | TypeFlags.StringMapping)) {
		return {
			code: "INTERFACE_TEMPLATE_LITERAL",
			text: `${path}: the template literal type ${text} has no Flyte type`,
			wayOut: "use `string`, or write the possible values as a union of strings",
		};
	}
	if (flags & TypeFlags.Instantiable) {
		return {
			code: "INTERFACE_OPEN_GENERIC",
			text: `${path}: the type ${text} is still open`,
			wayOut: "close it where the task is made, as in `task(first<Int>)`, or make one task for each type",
		};
	}
	const wayOut =
		flags & TypeFlags.NonPrimitive
			? "say what is inside: an interface, or `Record<string, T>`"
			: "use a type of the table in the README, or registerType() for one of your own";
	return { code: "INTERFACE_UNSUPPORTED_TYPE", text: `${path}: ${text} has no Flyte type`, wayOut };
}
