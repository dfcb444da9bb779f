import { type Type, TypeFlags } from "typescript-native/unstable/sync";
import type { CheckedProgram } from "./checker.js";

/** What may be at a place, as far as promised values are concerned. */
export interface Presence {
	/** A node's output. */
	readonly promised: boolean;
	/** undefined or null. */
	readonly absent: boolean;
	/** Anything else. */
	readonly plain: boolean;
}

const NOTHING: Presence = { promised: false, absent: false, plain: true };
/** Interfaces of this package that only promised outputs and node handles have. */
const OURS: ReadonlySet<string> = new Set(["PromisedValue", "NodeHandle"]);

/** Tells promised values by their type: by the name of the interface, and that this package declares it. */
export class PromisedTypes {
	readonly #program: CheckedProgram;
	readonly #known = new Map<number, Presence>();

	constructor(program: CheckedProgram) {
		this.#program = program;
	}

	of(type: Type | undefined): Presence {
		if (type === undefined) return NOTHING;
		const known = this.#known.get(type.id);
		if (known !== undefined) return known;
		const presence = this.#read(type);
		this.#known.set(type.id, presence);
		return presence;
	}

	/** Every value of the type is a node's output. */
	isPromised(type: Type | undefined): boolean {
		const { promised, absent, plain } = this.of(type);
		return promised && !absent && !plain;
	}

	/** Whether the value that a promised type stands for may be undefined or null: `Promised<Int | undefined>`. */
	mayBecomeAbsent(type: Type | undefined): boolean {
		if (type === undefined) return false;
		if (type.isUnionType() || type.isIntersectionType()) {
			return type.getTypes().some((part) => this.mayBecomeAbsent(part));
		}
		if (!this.isPromised(type) || !type.isTypeReference()) return false;
		const [value] = this.#program.checker.getTypeArguments(type);
		return this.of(value).absent;
	}

	/** What a list of promised values holds. */
	isPromisedList(type: Type | undefined): boolean {
		if (type === undefined || (type.flags & TypeFlags.Object) === 0 || !this.#program.checker.isArrayLikeType(type)) {
			return false;
		}
		const args = type.isTypeReference() ? this.#program.checker.getTypeArguments(type) : [];
		return args.length > 0 && args.every((element) => this.isPromised(element));
	}

	#read(type: Type): Presence {
		if (type.isUnionType()) {
			const all = type.getTypes().map((variant) => this.of(variant));
			return {
				promised: all.some((p) => p.promised),
				absent: all.some((p) => p.absent),
				plain: all.some((p) => p.plain),
			};
		}
		if ((type.flags & (TypeFlags.Undefined | TypeFlags.Null | TypeFlags.Void)) !== 0) {
			return { promised: false, absent: true, plain: false };
		}
		if (type.isIntersectionType()) {
			return type.getTypes().some((part) => this.of(part).promised)
				? { promised: true, absent: false, plain: false }
				: NOTHING;
		}
		if ((type.flags & TypeFlags.Object) === 0) return NOTHING;
		const symbol = type.getSymbol();
		const ours = symbol !== undefined && OURS.has(symbol.name) && this.#program.originOf(symbol) === "flytekit";
		return ours ? { promised: true, absent: false, plain: false } : NOTHING;
	}
}
