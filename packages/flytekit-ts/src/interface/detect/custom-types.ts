import { type CallExpression, isCallExpression, isStringLiteral, type Node } from "typescript-native/unstable/ast";
import { SymbolFlags, type Type } from "typescript-native/unstable/sync";
import type { NativeType } from "../../types/native-type.js";
import { unwrap } from "./bindings.js";
import { calleeName, callsOf, optionsOf, optionValue } from "./calls.js";
import { type CheckedProgram, readSource } from "./checker.js";

/**
 * Types that users registered in the program with `registerType<T>({ name: "..." })`: found in its source, so that a type
 * named T is read as that custom type wherever it comes up.
 */
export class CustomTypes {
	/** Symbol id of the type (or of its alias) to the registered name. */
	readonly #names = new Map<number, string>();

	constructor(program: CheckedProgram) {
		for (const file of program.userFiles()) {
			// A cheap look at the text first: hardly any file registers a type.
			if (readSource(file).includes("registerType")) this.#scan(program, file);
		}
	}

	of(type: Type): NativeType | undefined {
		if (this.#names.size === 0) return undefined;
		const alias = type.getAliasSymbol();
		const symbol = type.getSymbol();
		const name = (alias && this.#names.get(alias.id)) ?? (symbol && this.#names.get(symbol.id));
		return name === undefined ? undefined : { kind: "custom", name };
	}

	#scan(program: CheckedProgram, file: string): void {
		const source = program.sourceFile(file);
		if (source === undefined) return;
		for (const call of callsOf(source)) {
			if (calleeName(call) !== "registerType" || !isCallExpression(call)) continue;
			const name = registeredName(program, call);
			if (name === undefined || !isOurs(program, call.expression)) continue;
			const type = registeredType(program, call);
			const symbol = type?.getAliasSymbol() ?? type?.getSymbol();
			if (symbol !== undefined) this.#names.set(symbol.id, name);
		}
	}
}

/** T of the call: written, or inferred from what is registered (the call gives back its `TypeTransformer<T>`). */
function registeredType(program: CheckedProgram, call: CallExpression): Type | undefined {
	const [written] = call.typeArguments ?? [];
	if (written !== undefined) return program.checker.getTypeAtLocation(written);
	const result = program.checker.getTypeAtLocation(call);
	return result?.isTypeReference() === true ? program.checker.getTypeArguments(result)[0] : undefined;
}

/** The transformer's name: written in the object, bound to a constant object, or a literal type of its class. */
function registeredName(program: CheckedProgram, call: CallExpression): string | undefined {
	const value = optionValue(optionsOf(program, call), "name");
	const literal = value === undefined ? undefined : unwrap(value);
	if (literal !== undefined) return isStringLiteral(literal) ? literal.text : undefined;
	const [argument] = call.arguments;
	const type = argument === undefined ? undefined : program.checker.getTypeAtLocation(argument);
	const property = type === undefined ? undefined : program.checker.getPropertyOfType(type, "name");
	const name = property === undefined ? undefined : program.checker.getTypeOfSymbol(property);
	return name?.isStringLiteralType() === true ? name.value : undefined;
}

/** Whether a callee is this package's own function, through imports. */
function isOurs(program: CheckedProgram, callee: Node): boolean {
	let symbol = program.checker.getSymbolAtLocation(callee);
	if (symbol !== undefined && symbol.flags & SymbolFlags.Alias) symbol = program.checker.getAliasedSymbol(symbol);
	return program.originOf(symbol) === "flytekit";
}
