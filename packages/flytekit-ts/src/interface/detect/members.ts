import {
	isComputedPropertyName,
	isPropertyAssignment,
	isShorthandPropertyAssignment,
	isVariableStatement,
	type Node,
	SyntaxKind,
} from "typescript-native/unstable/ast";
import { SymbolFlags, type Symbol as TsSymbol } from "typescript-native/unstable/sync";
import type { CheckedProgram } from "./checker.js";
import type { Refusal } from "./refusal.js";
import type { Place } from "./type-reader.js";

/** A property's place in the source, and its declaration where that can be read. */
export interface Member {
	readonly place: Place;
	readonly declaration: Node | undefined;
}

/** The place of an object's property. What a package declares is pointed at from where the user wrote its type. */
export function memberOf(program: CheckedProgram, property: TsSymbol, around: Place): Member {
	const path = `${around.path}.${property.name.replace(/^__#\d+@/, "")}`;
	const declaration = declarationOfMember(program, property);
	if (declaration === undefined) return { place: { ...around, path }, declaration };
	const inferred = isPropertyAssignment(declaration) || isShorthandPropertyAssignment(declaration);
	const users = program.originOf(property) === "user";
	return {
		place: { path, node: users ? declaration : around.node, written: inferred ? around.written : true },
		declaration,
	};
}

/** The library's members are never looked at in their source: its files are large and say nothing here. */
function declarationOfMember(program: CheckedProgram, property: TsSymbol): Node | undefined {
	const handle = property.valueDeclaration ?? property.declarations[0];
	return handle === undefined || program.originOf(property) === "library" ? undefined : handle.resolve(program.project);
}

/** Why a member is behaviour and not data, as the end of "inputs.d.bark is ..."; undefined for data. */
export function behaviourOf(property: TsSymbol, declaration: Node | undefined): Omit<Refusal, "path"> | undefined {
	const owner = ownerOf(declaration);
	const wayOut = `declare an interface of its data and pass that${
		owner.kind === "class" ? ", or registerType() for the class" : ""
	}`;
	const of = owner.name === "" ? "" : ` of ${owner.name}`;
	if (property.flags & SymbolFlags.Method) {
		return {
			code: owner.kind === "class" ? "INTERFACE_CLASS" : "INTERFACE_FUNCTION",
			text: `a method${of}: only data is stored`,
			wayOut,
		};
	}
	if (property.flags & SymbolFlags.Accessor) {
		return { code: "INTERFACE_CLASS", text: `an accessor${of}: only data is stored`, wayOut };
	}
	const modifiers = (declaration as { modifiers?: readonly Node[] } | undefined)?.modifiers ?? [];
	const hidden = modifiers.find((m) => m.kind === SyntaxKind.PrivateKeyword || m.kind === SyntaxKind.ProtectedKeyword);
	if (hidden !== undefined || property.name.startsWith("#") || /^__#\d+@#/.test(property.escapedName as string)) {
		const word = hidden?.kind === SyntaxKind.ProtectedKeyword ? "protected" : "private";
		return {
			code: "INTERFACE_CLASS",
			text: `a ${word} member${of}: it would be lost or laid open when stored`,
			wayOut,
		};
	}
	return undefined;
}

function ownerOf(declaration: Node | undefined): { readonly kind: "class" | "type"; readonly name: string } {
	let parent = declaration?.parent;
	// A parameter property stands in the constructor's parameters.
	if (parent?.kind === SyntaxKind.Constructor) parent = parent.parent;
	const name = (parent as { name?: { text?: string } } | undefined)?.name?.text ?? "";
	const isClass = parent?.kind === SyntaxKind.ClassDeclaration || parent?.kind === SyntaxKind.ClassExpression;
	return { kind: isClass ? "class" : "type", name };
}

/**
 * Whether a property exists for the type checker only: its key is a unique symbol that is merely declared, so no value can
 * have it. Brands are made this way.
 */
export function isPhantom(program: CheckedProgram, property: TsSymbol): boolean {
	if (!isSymbolKey(property)) return false;
	const declaration = declarationOfMember(program, property);
	const name = (declaration as { name?: Node } | undefined)?.name;
	if (name === undefined || !isComputedPropertyName(name)) return false;
	let key = program.checker.getSymbolAtLocation(name.expression);
	if (key !== undefined && key.flags & SymbolFlags.Alias) key = program.checker.getAliasedSymbol(key);
	const handle = key?.valueDeclaration;
	if (handle === undefined) return false;
	// A package's declaration files cannot tell: brands are by far the commonest use of symbol keys there.
	if (program.originOf(key) !== "user") return true;
	const statement = handle.resolve(program.project)?.parent.parent;
	return (
		statement !== undefined &&
		isVariableStatement(statement) &&
		statement.modifiers?.some((m) => m.kind === SyntaxKind.DeclareKeyword) === true
	);
}

/** Whether the key of a property is a symbol. */
export function isSymbolKey(property: TsSymbol): boolean {
	return (property.escapedName as string).startsWith("__@");
}
