import {
	isAsExpression,
	isExportAssignment,
	isExportDeclaration,
	isExportSpecifier,
	isFunctionLikeDeclaration,
	isIdentifier,
	isNamedExports,
	isNonNullExpression,
	isParenthesizedExpression,
	isSatisfiesExpression,
	isSourceFile,
	isStringLiteral,
	isVariableDeclaration,
	isVariableStatement,
	type Node,
	type SourceFile,
	SyntaxKind,
} from "typescript-native/unstable/ast";

/** How a call's result is bound: what decides an entity's name. */
export type Binding =
	/** `export const square = task(...)`, also through `export { square as sq }`: `names` in order, the first one counts. */
	| { readonly kind: "exported"; readonly local: string; readonly names: readonly ExportedName[] }
	/** `const square = task(...)`, never exported. */
	| { readonly kind: "local"; readonly local: string }
	/** `export default task(...)`. */
	| { readonly kind: "anonymousDefault" }
	/** Inside a function, an object, an argument list, ...: `what` says where. */
	| { readonly kind: "nested"; readonly what: string };

export interface ExportedName {
	readonly name: string;
	/** The place that gives the name. */
	readonly node: Node;
}

/** All export names of one file: local name to exported names. */
export class FileBindings {
	readonly #exports = new Map<string, ExportedName[]>();

	constructor(file: SourceFile) {
		for (const statement of file.statements) {
			if (isVariableStatement(statement)) {
				const exported = statement.modifiers?.some((m) => m.kind === SyntaxKind.ExportKeyword) === true;
				for (const declaration of statement.declarationList.declarations) {
					if (!isIdentifier(declaration.name)) continue;
					if (exported) this.#add(declaration.name.text, declaration.name.text, declaration.name);
					// `export const alias = square`: a second name of whatever `square` is.
					const target = declaration.initializer === undefined ? undefined : unwrap(declaration.initializer);
					if (exported && target !== undefined && isIdentifier(target)) {
						this.#add(target.text, declaration.name.text, declaration.name);
					}
				}
			} else if (isExportDeclaration(statement) && statement.moduleSpecifier === undefined) {
				const clause = statement.exportClause;
				if (clause === undefined || !isNamedExports(clause)) continue;
				for (const specifier of clause.elements) {
					if (!isExportSpecifier(specifier)) continue;
					this.#add(textOf(specifier.propertyName ?? specifier.name), textOf(specifier.name), specifier);
				}
			} else if (isExportAssignment(statement) && isIdentifier(statement.expression)) {
				this.#add(statement.expression.text, "default", statement);
			}
		}
	}

	/** The binding of a call, from the syntax around it. */
	of(call: Node): Binding {
		let node = call;
		while (isTransparent(node.parent)) node = node.parent;
		const parent = node.parent;
		if (isExportAssignment(parent)) return { kind: "anonymousDefault" };
		if (isVariableDeclaration(parent) && isIdentifier(parent.name)) {
			const statement = parent.parent?.parent;
			if (statement !== undefined && isVariableStatement(statement) && isSourceFile(statement.parent)) {
				const local = parent.name.text;
				const names = this.#names(local);
				return names.length > 0 ? { kind: "exported", local, names } : { kind: "local", local };
			}
		}
		return { kind: "nested", what: insideFunction(call) ? "a function" : surroundings(parent) };
	}

	/** A default export beside a named one is no second name: it is how the same file is imported. */
	#names(local: string): readonly ExportedName[] {
		const all = this.#exports.get(local) ?? [];
		const named = all.filter((entry) => entry.name !== "default");
		return named.length > 0 ? named : all;
	}

	#add(local: string, name: string, node: Node): void {
		const names = this.#exports.get(local);
		if (names === undefined) this.#exports.set(local, [{ name, node }]);
		else if (name === local) names.unshift({ name, node });
		else names.push({ name, node });
	}
}

/** Whether some function encloses a node. */
export function insideFunction(node: Node): boolean {
	for (let up: Node | undefined = node.parent; up !== undefined && !isSourceFile(up); up = up.parent) {
		if (isFunctionLikeDeclaration(up)) return true;
	}
	return false;
}

/** An expression without parentheses, `as`, `satisfies` and `!`. */
export function unwrap(node: Node): Node {
	let inner = node;
	while (isTransparent(inner)) inner = (inner as unknown as { expression: Node }).expression;
	return inner;
}

/** Whether an expression only wraps another: parentheses, `as`, `satisfies`, `!`. */
export function isTransparent(node: Node | undefined): boolean {
	return (
		node !== undefined &&
		(isParenthesizedExpression(node) ||
			isAsExpression(node) ||
			isSatisfiesExpression(node) ||
			isNonNullExpression(node))
	);
}

function textOf(name: Node): string {
	return isIdentifier(name) || isStringLiteral(name) ? name.text : "";
}

function surroundings(parent: Node): string {
	for (let up: Node | undefined = parent; up !== undefined && !isSourceFile(up); up = up.parent) {
		switch (up.kind) {
			case SyntaxKind.ObjectLiteralExpression:
				return "an object";
			case SyntaxKind.ArrayLiteralExpression:
				return "a list";
			case SyntaxKind.ClassDeclaration:
			case SyntaxKind.ClassExpression:
				return "a class";
			case SyntaxKind.ModuleDeclaration:
				return "a namespace";
			case SyntaxKind.CallExpression:
			case SyntaxKind.NewExpression:
				return "another call";
			case SyntaxKind.Block:
				return "a block";
		}
	}
	return "an expression";
}
