import type { Literal } from "../literal.js";
import type { Raw } from "../msgpack/reader.js";
import type { MsgpackWriter } from "../msgpack/writer.js";
import type { NativeType } from "../native-type.js";
import { Codec } from "./codec.js";
import type { ConvertContext, MaybePromise } from "./context.js";
import { ValueProblem } from "./problem.js";
import { mismatch } from "./raw.js";

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const RANGE = "INTEGER goes from -2^63 to 2^63 - 1";

/** INTEGER: exact, or refused. */
export class IntCodec extends Codec<Extract<NativeType, { kind: "int" }>> {
	looks(value: unknown): boolean {
		const { native } = this.type;
		if (typeof value === "number") return native !== "bigint" && Number.isSafeInteger(value);
		return native !== "number" && typeof value === "bigint";
	}

	override fits(value: unknown): boolean {
		return this.looks(value) && (typeof value !== "bigint" || (value >= MIN_INT64 && value <= MAX_INT64));
	}

	write(value: unknown): Literal {
		if (typeof value === "number" && Number.isSafeInteger(value)) return { kind: "integer", value: BigInt(value) };
		return { kind: "integer", value: this.#exact(value) };
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<number | bigint> {
		if (literal.kind === "integer") return this.#native(literal.value);
		if (literal.kind === "float") return this.#native(whole(literal.value));
		return this.readOther(literal, ctx) as MaybePromise<number | bigint>;
	}

	/** Large lists are of numbers: a function of its own for those in a row that need no closer look. */
	override writeEach(values: readonly unknown[], ctx: ConvertContext): Literal[] {
		const literals: Literal[] = new Array(values.length);
		for (let i = 0; i < values.length; i++) {
			const value = values[i];
			if (typeof value !== "number" || (value | 0) !== value) return super.writeEach(values, ctx);
			literals[i] = { kind: "integer", value: BigInt(value) };
		}
		return literals;
	}

	override readEach(literals: readonly Literal[], ctx: ConvertContext): unknown[] {
		if (this.type.native === "bigint") return super.readEach(literals, ctx);
		const values: number[] = new Array(literals.length);
		for (let i = 0; i < literals.length; i++) {
			const literal = literals[i] as Literal;
			const value = literal.kind === "integer" ? Number(literal.value) : Number.NaN;
			if (!Number.isSafeInteger(value)) return super.readEach(literals, ctx);
			values[i] = value;
		}
		return values;
	}

	pack(value: unknown, out: MsgpackWriter): void {
		if (typeof value === "number" && Number.isSafeInteger(value)) out.integer(value);
		else out.bigint(this.#exact(value));
	}

	admits(raw: Raw): boolean {
		return typeof raw === "bigint" || (typeof raw === "number" && Number.isInteger(raw) && !Object.is(raw, -0));
	}

	fromRaw(raw: Raw): number | bigint {
		if (typeof raw === "number")
			return this.type.native !== "bigint" && Number.isSafeInteger(raw) ? raw + 0 : this.#native(whole(raw));
		return typeof raw === "bigint" ? this.#native(raw) : mismatch(raw, this.text);
	}

	#native(value: bigint): number | bigint {
		const { native } = this.type;
		if (native === "bigint") return checkInt64(value);
		const number = Number(value);
		if (Number.isSafeInteger(number)) return number;
		if (native === "exact") return checkInt64(value);
		throw new ValueProblem(
			"TYPES_INT_RANGE",
			`${value} is beyond 2^53, so an Int cannot hold it exactly`,
			"declare bigint, which holds every INTEGER",
		);
	}

	/** What is no safe integer number: a bigint in range, or an error that says why. */
	#exact(value: unknown): bigint {
		if (typeof value === "bigint") {
			if (this.type.native !== "number") return checkInt64(value);
			if (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)) return value;
			throw new ValueProblem(
				"TYPES_INT_RANGE",
				`${value}n is beyond 2^53, so an Int cannot hold it exactly`,
				"declare bigint, which holds every INTEGER",
			);
		}
		if (typeof value === "number") {
			if (!Number.isFinite(value) || !Number.isInteger(value)) {
				throw this.wrong(
					value,
					Number.isFinite(value)
						? "round it (Math.round, Math.trunc), or declare number"
						: "declare number, which holds NaN and Infinity",
				);
			}
			throw new ValueProblem(
				"TYPES_INT_RANGE",
				`${value} is beyond 2^53, where numbers are no longer exact`,
				"declare bigint, and write the number with an n",
			);
		}
		const isNumeric = typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value));
		throw isNumeric
			? this.wrong(
					value,
					`convert it where it comes from: ${this.type.native === "bigint" ? "BigInt" : "Number"}(text)`,
				)
			: this.wrong(value);
	}
}

function checkInt64(value: bigint): bigint {
	if (value >= MIN_INT64 && value <= MAX_INT64) return value;
	throw new ValueProblem(
		"TYPES_INT_RANGE",
		`${value} does not fit into 64 bits`,
		`${RANGE}: keep larger numbers as text`,
	);
}

/** A float that stands for a whole number, as writers without integers have it. Nothing is cut off. */
function whole(value: number): bigint {
	if (Number.isSafeInteger(value)) return BigInt(value);
	throw new ValueProblem(
		"TYPES_LITERAL_MISMATCH",
		`expected a whole number, got ${value}`,
		Number.isInteger(value)
			? "a float this large is not exact: the writer should declare an integer"
			: "round it where it is written, or declare number here",
	);
}

/** FLOAT: NaN, the infinities and -0 are kept. */
export class FloatCodec extends Codec<Extract<NativeType, { kind: "float" }>> {
	looks(value: unknown): boolean {
		return typeof value === "number";
	}

	write(value: unknown): Literal {
		if (typeof value !== "number") throw this.#refuse(value);
		return { kind: "float", value };
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<number> {
		if (literal.kind === "float") return literal.value;
		if (literal.kind === "integer") return exactFloat(literal.value);
		return this.readOther(literal, ctx) as MaybePromise<number>;
	}

	pack(value: unknown, out: MsgpackWriter): void {
		if (typeof value !== "number") throw this.#refuse(value);
		out.float(value);
	}

	admits(raw: Raw): boolean {
		return typeof raw === "number" || typeof raw === "bigint";
	}

	fromRaw(raw: Raw): number {
		if (typeof raw === "number") return raw;
		if (typeof raw === "bigint") return exactFloat(raw);
		// protobuf's JSON form of a Struct has no other way to say these
		if (raw === "NaN" || raw === "Infinity" || raw === "-Infinity") return Number(raw);
		return mismatch(raw, this.text);
	}

	#refuse(value: unknown): ValueProblem {
		return typeof value === "bigint" ? this.wrong(value, "use Number(value), or declare bigint") : this.wrong(value);
	}
}

function exactFloat(value: bigint): number {
	const number = Number(value);
	if (BigInt(number) === value) return number;
	throw new ValueProblem(
		"TYPES_INT_RANGE",
		`${value} cannot be read as a number without rounding`,
		"declare bigint, which holds every INTEGER",
	);
}
