import { describeType } from "../describe.js";
import type { Literal } from "../literal.js";
import type { Raw } from "../msgpack/reader.js";
import type { MsgpackWriter } from "../msgpack/writer.js";
import type { NativeType } from "../native-type.js";
import type { ConvertContext, MaybePromise } from "./context.js";
import { checkLoaded } from "./offloaded.js";
import { ValueProblem, within } from "./problem.js";
import { rawOf } from "./raw.js";
import { showValue } from "./show-value.js";

/**
 * Converts values of one native type: to a literal and back, and to a part of a struct's MessagePack and back. Problems are thrown
 * as {@link ValueProblem} without a path; each container adds its step.
 */
export abstract class Codec<N extends NativeType = NativeType> {
	readonly type: N;
	/** Whether a part of the value may live in storage: only then are there promises, and {@link lower} is called before {@link pack}. */
	readonly external: boolean;

	constructor(type: N, external = false) {
		this.type = type;
		this.external = external;
	}

	/** How a message names the type. */
	get text(): string {
		return describeType(this.type);
	}

	/** Whether the value is of this kind at first sight: a list, a number, an object. */
	abstract looks(value: unknown): boolean;

	/** Whether {@link write} would take the value, all of it; `depth` ends cycles. */
	fits(value: unknown, _depth: number): boolean {
		return this.looks(value);
	}

	abstract write(value: unknown, ctx: ConvertContext): MaybePromise<Literal>;

	/** Reads the literal that {@link write} writes, and what flytekit would also read as this type. */
	abstract read(literal: Literal, ctx: ConvertContext): MaybePromise<unknown>;

	/** {@link write} for each of a list. Only when not {@link external}: one loop, one try, no promise and no path for an item. */
	writeEach(values: readonly unknown[], ctx: ConvertContext): Literal[] {
		const literals: Literal[] = new Array(values.length);
		let i = 0;
		try {
			for (; i < values.length; i++) literals[i] = this.write(values[i], ctx) as Literal;
		} catch (error) {
			throw within(error, i);
		}
		return literals;
	}

	/** {@link read} for each of a list, in the same way. */
	readEach(literals: readonly Literal[], ctx: ConvertContext): unknown[] {
		const values: unknown[] = new Array(literals.length);
		let i = 0;
		try {
			for (; i < literals.length; i++) values[i] = this.read(literals[i] as Literal, ctx);
		} catch (error) {
			throw within(error, i);
		}
		return values;
	}

	/** Replaces what lives in storage by its literal. Only when {@link external}. */
	lower(value: unknown, _ctx: ConvertContext): MaybePromise<unknown> {
		return value;
	}

	/** Writes the value as part of a struct. */
	abstract pack(value: unknown, out: MsgpackWriter): void;

	/** Whether {@link fromRaw} would take it. */
	abstract admits(raw: Raw): boolean;

	/** Reads what {@link pack} wrote. */
	abstract fromRaw(raw: Raw, ctx: ConvertContext): MaybePromise<unknown>;

	/** What every type reads beside its own literal: a union's content, and a struct's part. */
	protected readOther(literal: Literal, ctx: ConvertContext): MaybePromise<unknown> {
		if (literal.kind === "union") return this.read(literal.value, ctx);
		checkLoaded(literal);
		const raw = rawOf(literal);
		if (raw === undefined) throw this.unreadable(literal);
		return this.fromRaw(raw, ctx);
	}

	protected unreadable(literal: Literal): ValueProblem {
		return new ValueProblem(
			"TYPES_LITERAL_MISMATCH",
			`expected ${this.text}, got ${showLiteral(literal)}`,
			literal.kind === "none"
				? `declare ${this.text} | undefined where a value may be missing`
				: "compare the type that wrote the value with the one declared here",
		);
	}

	/** The error for a value of another type. */
	protected wrong(value: unknown, wayOut?: string): ValueProblem {
		return new ValueProblem(
			"TYPES_WRONG_TYPE",
			`expected ${this.text}, got ${showValue(value)}`,
			wayOut ?? this.wayOut(value),
		);
	}

	private wayOut(value: unknown): string {
		if (value === undefined || value === null) return `give a value, or declare ${this.text} | ${String(value)}`;
		if (value instanceof Promise) return "await it first";
		if (value instanceof Set) return "spread it into a list: [...set]";
		return `give ${/^[AEIO]/i.test(this.text) ? "an" : "a"} ${this.text}, or declare the type of what is given`;
	}
}

/** A literal in a few words. */
export function showLiteral(literal: Literal): string {
	switch (literal.kind) {
		case "none":
			return "none";
		case "integer":
		case "float":
		case "boolean":
			return `the ${literal.kind} ${literal.value}`;
		case "string":
			return `the ${showValue(literal.value)}`;
		case "collection":
			return `a collection of ${literal.items.length}`;
		case "map":
			return `a map of ${literal.entries.size}`;
		case "union":
			return `a union's ${literal.value.kind}`;
		case "blob":
		case "structuredDataset":
		case "schema":
			return `the ${literal.kind} ${literal.uri}`;
		case "binary":
			return `a binary value (${literal.tag === "" ? "no format" : literal.tag})`;
		case "generic":
			return "a struct";
		default:
			return `a literal of kind ${literal.kind}`;
	}
}
