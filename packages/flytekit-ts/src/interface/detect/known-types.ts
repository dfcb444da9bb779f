import { SymbolFlags, type Symbol as TsSymbol, type Type, TypeFlags } from "typescript-native/unstable/sync";
import type { EntityKind } from "../detected.js";
import type { CheckedProgram } from "./checker.js";

/** Declared names of this package's entities: what a factory's return type is called, and which kind that makes it. */
const ENTITIES = new Map<string, EntityKind>([
	["FunctionTask", "task"],
	["DynamicTask", "dynamic"],
	["EagerTask", "eager"],
	["Workflow", "workflow"],
	["MapTask", "mapTask"],
	["LaunchPlan", "launchPlan"],
	["ReferenceTask", "reference"],
	["ReferenceWorkflow", "reference"],
	["ReferenceLaunchPlan", "reference"],
	["Reference", "reference"],
	["ImperativeWorkflow", "imperative"],
	["EagerWorkflow", "imperative"],
	["GateInput", "gate"],
]);

/** Symbol name of the phantom property `[entity]: [I, O]`; the checker adds a number. */
const ENTITY_KEY = /^__@entity(@\d+)?$/;

/** An entity's type: which one, and its arguments I (inputs) and O (output). */
export interface EntityType {
	readonly kind: EntityKind;
	readonly input: Type;
	readonly output: Type;
}

/**
 * Reads a type as an entity: one of ours by name and declaring file, a user's class or intersection on top of one, or
 * anything else that carries the phantom `[entity]`. Undefined for all other types.
 */
export class EntityTypes {
	readonly #program: CheckedProgram;
	readonly #known = new Map<number, EntityType | undefined>();

	constructor(program: CheckedProgram) {
		this.#program = program;
	}

	of(type: Type | undefined): EntityType | undefined {
		if (type === undefined || (type.flags & (TypeFlags.Object | TypeFlags.Intersection)) === 0) return undefined;
		if (this.#known.has(type.id)) return this.#known.get(type.id);
		this.#known.set(type.id, undefined); // a class that mentions itself ends here
		const entity = this.#read(type);
		this.#known.set(type.id, entity);
		return entity;
	}

	#read(type: Type): EntityType | undefined {
		if (type.isIntersectionType()) {
			for (const part of type.getTypes()) {
				const entity = this.of(part);
				if (entity !== undefined) return entity;
			}
			return undefined;
		}
		const symbol = type.getSymbol();
		const origin = this.#program.originOf(symbol);
		if (symbol === undefined || origin === undefined || origin === "library") return undefined;
		if (origin === "flytekit") return this.#ours(type, symbol);
		// Only a nominal type of the user's can stand on one of ours: anonymous objects are skipped without a question.
		if ((symbol.flags & (SymbolFlags.Class | SymbolFlags.Interface)) === 0) return undefined;
		return this.#byPhantom(type, this.#kindOfBase(type));
	}

	/** Kind by the nearest of our entities that a user's class or interface extends. */
	#kindOfBase(type: Type, depth = 0): EntityKind {
		const declared = type.isTypeReference() ? type.getTarget() : type;
		if (depth > 8 || !declared.isClassOrInterface()) return "other";
		for (const base of this.#program.checker.getBaseTypes(declared)) {
			const symbol = base.getSymbol();
			const known = this.#program.originOf(symbol) === "flytekit" ? ENTITIES.get(symbol?.name ?? "") : undefined;
			const kind = known ?? this.#kindOfBase(base, depth + 1);
			if (kind !== "other") return kind;
		}
		return "other";
	}

	#ours(type: Type, symbol: TsSymbol): EntityType | undefined {
		const kind = ENTITIES.get(symbol.name);
		if (kind !== undefined) {
			const args = type.isTypeReference() ? this.#program.checker.getTypeArguments(type) : [];
			if (args[0] !== undefined && args[1] !== undefined) return { kind, input: args[0], output: args[1] };
		}
		return this.#byPhantom(type, kind ?? "other");
	}

	#byPhantom(type: Type, kind: EntityKind): EntityType | undefined {
		const { checker } = this.#program;
		const key = checker.getPropertiesOfType(type).find((property) => ENTITY_KEY.test(property.escapedName as string));
		const pair = key === undefined ? undefined : checker.getTypeOfSymbol(key);
		if (pair === undefined || !pair.isTypeReference()) return undefined;
		const [input, output] = checker.getTypeArguments(pair);
		return input === undefined || output === undefined ? undefined : { kind, input, output };
	}
}
