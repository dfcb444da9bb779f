import type { Node } from "typescript-native/unstable/ast";
import { type Type, TypeFlags } from "typescript-native/unstable/sync";
import type { NativeType } from "../../types/native-type.js";
import type { CheckedProgram } from "./checker.js";
import type { CustomTypes } from "./custom-types.js";
import { brandedPrimitive, isInt, readNamed } from "./named-types.js";
import { readObject } from "./object-types.js";
import type { ProblemSink, Refusal } from "./refusal.js";
import { refusalOf, unresolved, untyped } from "./refused-types.js";
import { readUnion } from "./union-types.js";

/** Where a type stands: what a refusal says of it, and how it is read. */
export interface Place {
	/** `inputs.people[].name`. */
	readonly path: string;
	/** The nearest node in the user's source: where a refusal points. */
	readonly node: Node;
	/** Whether the type was written down (annotation, alias, member of a declared type) rather than inferred. */
	readonly written: boolean;
}

/** What one entity's reading needs beside the program. */
export interface Reading {
	readonly sink: ProblemSink;
	/** `pickleUntyped: true` in the options. */
	readonly pickle: boolean;
}

/** A struct that is being read, from the outside in: what a `ref` may name. */
interface Enclosing {
	readonly id: number;
	/** Its name in the source; several may share it (`Box<Box<Int>>`). */
	readonly declared: string;
	readonly name: string;
	referred: boolean;
}

/** Deeper than a human writes. */
const MAX_DEPTH = 40;
/** Types that refer to each other crosswise are written out along every path, which soon has no end in practice. */
const MAX_SIZE = 20_000;
/** A generic type this often inside of itself, with other arguments each time, has no end. */
const MAX_GROWTH = 8;

/**
 * Turns the checker's types into native types. One reader serves a program: named types are read once. A type that Flyte
 * has nothing for is put into the reading's sink, and undefined comes back.
 */
export class TypeReader {
	readonly program: CheckedProgram;
	readonly customs: CustomTypes;
	/** Named types that were read without a refusal and refer to nothing around them. */
	readonly #done = new Map<number, NativeType>();
	readonly #enclosing: Enclosing[] = [];
	/** Unions being read since the last struct: a union inside itself has no struct to refer to. */
	#unions: number[] = [];
	#depth = 0;
	/** Types read for the variable at hand. */
	#size = 0;
	/** Structs that could not have their own name, because one around them has it. */
	#renamed = 0;

	constructor(program: CheckedProgram, customs: CustomTypes) {
		this.program = program;
		this.customs = customs;
	}

	read(type: Type, place: Place, reading: Reading): NativeType | undefined {
		if (this.#depth >= MAX_DEPTH) {
			return this.refuse(reading, place, {
				code: "INTERFACE_RECURSIVE_TYPE",
				text: `${place.path} is nested more than ${MAX_DEPTH} levels deep`,
				wayOut: "declare the recursive part as one interface that refers to itself by name",
			});
		}
		if (this.#depth === 0) this.#size = 0;
		if (++this.#size > MAX_SIZE) return this.#size === MAX_SIZE + 1 ? this.#tooLarge(place, reading) : undefined;
		this.#depth++;
		try {
			return this.#read(type, place, reading);
		} finally {
			this.#depth--;
		}
	}

	/** The type of an optional property when it is there: without undefined. */
	readPresent(type: Type, place: Place, reading: Reading): NativeType | undefined {
		const plain = this.customs.of(type) === undefined && type.isUnionType();
		return plain ? this.#union(type, place, reading, true) : this.read(type, place, reading);
	}

	#read(type: Type, place: Place, reading: Reading): NativeType | undefined {
		const custom = this.customs.of(type);
		if (custom !== undefined) return custom;
		const { flags } = type;
		if (type.isErrorType()) return this.refuse(reading, place, unresolved(this.program, place));
		if (flags & (TypeFlags.Any | TypeFlags.Unknown))
			return reading.pickle ? { kind: "pickle" } : this.refuse(reading, place, untyped(this.program, type, place));
		if (flags & TypeFlags.Boolean) return { kind: "boolean" };
		if (flags & TypeFlags.EnumLike) return readUnion(this, type, place, reading);
		if (flags & TypeFlags.Union) return this.#union(type, place, reading);
		if (flags & TypeFlags.String) return { kind: "string" };
		if (flags & TypeFlags.Number) return { kind: "float" };
		if (flags & TypeFlags.BigInt) return { kind: "int", native: "bigint" };
		if (flags & TypeFlags.BooleanLiteral) return { kind: "boolean" };
		if (flags & (TypeFlags.Undefined | TypeFlags.Void)) return { kind: "none", native: "undefined" };
		if (flags & TypeFlags.Null) return { kind: "none", native: "null" };
		if (flags & (TypeFlags.StringLiteral | TypeFlags.NumberLiteral | TypeFlags.BigIntLiteral)) {
			return readUnion(this, type, place, reading);
		}
		if (flags & TypeFlags.Intersection) {
			if (isInt(this.program, type)) return { kind: "int", native: "number" };
			const primitive = brandedPrimitive(type);
			if (primitive !== undefined) return this.read(primitive, place, reading);
		}
		if (flags & (TypeFlags.Object | TypeFlags.Intersection)) {
			return readNamed(this, type, place, reading) ?? undefined;
		}
		return this.refuse(reading, place, refusalOf(type, this.text(type), place.path));
	}

	#tooLarge(place: Place, reading: Reading): undefined {
		return this.refuse(reading, place, {
			code: "INTERFACE_RECURSIVE_TYPE",
			text: `${place.path}: the type is made of more than ${MAX_SIZE} parts when it is written out`,
			wayOut:
				"pass a smaller type: types that refer to each other crosswise are better stored as JSON text or in a file",
		});
	}

	/** Reads an object type's members, once per named type. */
	struct(type: Type, place: Place, reading: Reading): NativeType | undefined {
		return readObject(this, type, place, reading);
	}

	/** The struct around that is this very type, when there is one: the type contains itself. */
	enclosing(type: Type): NativeType | undefined {
		const around = this.#enclosing.findLast((entry) => entry.id === type.id);
		if (around === undefined) return undefined;
		around.referred = true;
		return { kind: "ref", name: around.name };
	}

	/** Reads `body` as the inside of a struct. The name given to `body` is unlike those of the structs around it. */
	within(
		type: Type,
		name: string,
		place: Place,
		reading: Reading,
		read: (name: string) => NativeType | undefined,
	): NativeType | undefined {
		if (this.#enclosing.filter((entry) => entry.declared === name).length >= MAX_GROWTH) {
			return this.refuse(reading, place, {
				code: "INTERFACE_RECURSIVE_TYPE",
				text: `${place.path}: ${name} contains another ${name} each time, of ever new type arguments`,
				wayOut: "let it refer to itself with the same type arguments",
			});
		}
		let unique = name;
		for (let n = 2; name !== "" && this.#enclosing.some((entry) => entry.name === unique); n++) unique = `${name}${n}`;
		if (unique !== name) this.#renamed++;
		const unions = this.#unions;
		this.#unions = [];
		this.#enclosing.push({ id: type.id, declared: name, name: unique, referred: false });
		try {
			return read(unique);
		} finally {
			this.#enclosing.pop();
			this.#unions = unions;
		}
	}

	/**
	 * A named type read before is not read again. Only answers that hold anywhere are kept: no refusal, nothing that refers
	 * to a struct around it, no name that was changed because of one.
	 */
	once(named: Type, reading: Reading, read: () => NativeType | undefined): NativeType | undefined {
		const known = this.#done.get(named.id);
		if (known !== undefined) return known;
		const around = [...this.#enclosing];
		const before = around.map((entry) => entry.referred);
		for (const entry of around) entry.referred = false;
		const problems = reading.sink.count;
		const renamed = this.#renamed;
		const type = read();
		const escaped = around.some((entry) => entry.referred);
		around.forEach((entry, i) => {
			entry.referred ||= before[i] === true;
		});
		if (
			type !== undefined &&
			!escaped &&
			reading.sink.count === problems &&
			renamed === this.#renamed &&
			!reading.pickle
		)
			this.#done.set(named.id, type);
		return type;
	}

	refuse(reading: Reading, place: Place, refusal: Omit<Refusal, "path">): undefined {
		reading.sink.add({ ...refusal, path: place.path }, place.node);
		return undefined;
	}

	/** A type as TypeScript prints it, cut to what a message can hold. */
	text(type: Type): string {
		// Unwrapping loses the alias of Int.
		const text = this.program.checker.typeToString(type).replaceAll("number & IntBrand", "Int");
		return text.length > 120 ? `${text.slice(0, 117)}...` : text;
	}

	#union(type: Type, place: Place, reading: Reading, present = false): NativeType | undefined {
		if (this.#unions.includes(type.id)) {
			return this.refuse(reading, place, {
				code: "INTERFACE_RECURSIVE_TYPE",
				text: `${place.path}: the union \`${this.text(type)}\` contains itself`,
				wayOut: "give the recursive part a name of its own: an interface may refer to itself",
			});
		}
		this.#unions.push(type.id);
		try {
			return readUnion(this, type, place, reading, present);
		} finally {
			this.#unions.pop();
		}
	}
}
