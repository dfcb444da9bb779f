import { assignability } from "../assignability.js";
import type { Literal } from "../literal.js";
import { MAX_LITERAL_DEPTH } from "../literal.js";
import type { LiteralType } from "../literal-type.js";
import { type Raw, unpack } from "../msgpack/reader.js";
import type { MsgpackWriter } from "../msgpack/writer.js";
import type { NativeType } from "../native-type.js";
import { variantLiteralType } from "../schema/literal-type-of.js";
import { Codec, showLiteral } from "./codec.js";
import { type ConvertContext, chain, type MaybePromise } from "./context.js";
import { checkLoaded, isOffloaded } from "./offloaded.js";
import { ValueProblem } from "./problem.js";
import { rawOf, showRaw } from "./raw.js";
import { showValue } from "./show-value.js";
import {
	ambiguousReading,
	isPackedNil,
	preferred,
	preferredReading,
	readsKind,
	sameTitle,
	vagueness,
} from "./union-choice.js";

type UnionNative = Extract<NativeType, { kind: "union" }>;

/** A value that was lowered, with the variant that was chosen while it still was itself. */
class Chosen {
	readonly variant: Codec;
	readonly value: unknown;
	constructor(variant: Codec, value: unknown) {
		this.variant = variant;
		this.value = value;
	}
}

/**
 * A union. A value's variant is found by its structure and written down as a tag; a reader goes by the tag. Inside a struct there is no
 * tag, so there the structure has to say it, and a value that would be read as another variant is refused.
 */
export class UnionCodec extends Codec<UnionNative> {
	readonly #variants: readonly Codec[];
	readonly #none: Codec | undefined;
	/** The only one beside none: then there is nothing to choose, and it says itself what is wrong with a value. */
	readonly #single: Codec | undefined;
	#types: readonly LiteralType[] | undefined;

	constructor(type: UnionNative, variants: readonly Codec[]) {
		super(
			type,
			variants.some((variant) => variant.external),
		);
		this.#variants = variants;
		this.#none = variants.find((variant) => variant.type.kind === "none");
		const others = variants.filter((variant) => variant.type.kind !== "none");
		this.#single = others.length === 1 ? others[0] : undefined;
	}

	/** Whether null and undefined are values of it. */
	get nullable(): boolean {
		return this.#none !== undefined;
	}

	looks(value: unknown): boolean {
		return this.#variants.some((variant) => variant.looks(value));
	}

	override fits(value: unknown, depth: number): boolean {
		return depth > MAX_LITERAL_DEPTH || this.#variants.some((variant) => variant.fits(value, depth));
	}

	write(value: unknown, ctx: ConvertContext): MaybePromise<Literal> {
		const variant = this.#choose(value);
		return chain(
			variant.write(value, ctx),
			(value): Literal => ({ kind: "union", value, type: this.#typeOf(variant) }),
		);
	}

	override lower(value: unknown, ctx: ConvertContext): MaybePromise<unknown> {
		const variant = this.#choose(value);
		if (!variant.external) return new Chosen(variant, value);
		return chain(variant.lower(value, ctx), (lowered) => new Chosen(variant, lowered));
	}

	pack(value: unknown, out: MsgpackWriter): void {
		const variant = value instanceof Chosen ? value.variant : this.#choose(value);
		const start = out.position;
		variant.pack(value instanceof Chosen ? value.value : value, out);
		if (this.#single !== undefined) return;
		const read = this.#variantOfRaw(unpack(out.bytes(start)));
		if (read !== variant) {
			throw new ValueProblem(
				"TYPES_UNION_AMBIGUOUS",
				`${showValue(value instanceof Chosen ? value.value : value)} would be read back as ${read.text}, not ${variant.text}: inside a struct a union has no tags`,
				'give structs a field that tells them apart, such as kind: "a" and kind: "b", or put the value beside the struct',
			);
		}
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<unknown> {
		if (literal.kind === "union") return this.#readTagged(literal.value, literal.type, ctx);
		checkLoaded(literal);
		if (literal.kind === "none" || isPackedNil(literal)) {
			return this.#none === undefined ? this.#refuse(literal) : this.#none.read(literal, ctx);
		}
		if (this.#single !== undefined) return this.#single.read(literal, ctx);
		const raw = rawOf(literal);
		if (raw !== undefined) return this.fromRaw(raw, ctx);
		return this.#readFirst(this.#variants, literal, ctx);
	}

	admits(raw: Raw): boolean {
		return this.#variants.some((variant) => variant.admits(raw));
	}

	fromRaw(raw: Raw, ctx: ConvertContext): MaybePromise<unknown> {
		return this.#variantOfRaw(raw).fromRaw(raw, ctx);
	}

	#typeOf(variant: Codec): LiteralType {
		this.#types ??= this.#variants.map((v) => variantLiteralType(v.type));
		return this.#types[this.#variants.indexOf(variant)] as LiteralType;
	}

	#choose(value: unknown): Codec {
		if (this.#none !== undefined && (value === undefined || value === null)) return this.#none;
		if (this.#single !== undefined) return this.#single;
		let candidates = this.#variants.filter((variant) => variant.looks(value));
		if (candidates.length > 1)
			candidates = preferred(
				candidates.filter((variant) => variant.fits(value, 0)),
				value,
			);
		if (candidates.length === 1) return candidates[0] as Codec;
		if (candidates.length === 0) throw this.#noVariant(value);
		throw new ValueProblem(
			"TYPES_UNION_AMBIGUOUS",
			`${showValue(value)} fits ${candidates.map((c) => c.text).join(" and ")}, so a reader could take it for either`,
			'give structs a field that tells them apart, such as kind: "a" and kind: "b", or declare one type only',
		);
	}

	/** A value of the one kind that looks right is told what is wrong with it, any other that nothing fits. */
	#noVariant(value: unknown): ValueProblem {
		return new ValueProblem(
			"TYPES_UNION_NONE",
			`${showValue(value)} fits no variant of ${this.text}`,
			`give one of ${this.#variants.map((v) => v.text).join(", ")}`,
		);
	}

	#refuse(literal: Literal): never {
		throw new ValueProblem(
			"TYPES_LITERAL_MISMATCH",
			`expected ${this.text}, got ${showLiteral(literal)}`,
			`the union has no ${literal.kind === "none" ? "undefined or null" : "such variant"}: add it where it is read`,
		);
	}

	/** By the tag first, then by the type beside it, then by what can be read. */
	#readTagged(value: Literal, type: LiteralType, ctx: ConvertContext): MaybePromise<unknown> {
		checkLoaded(value);
		const tag = type.structure?.tag;
		if (value.kind === "none" && this.#none !== undefined) return this.#none.read(value, ctx);
		let candidates = this.#variants.filter(
			(variant) => tag !== undefined && tag !== "" && this.#typeOf(variant).structure?.tag === tag,
		);
		if (candidates.length === 0) candidates = [...this.#variants];
		if (candidates.length > 1) {
			const close = candidates.filter((variant) => assignability(type, this.#typeOf(variant)) === undefined);
			const same = close.filter((variant) => sameTitle(type, this.#typeOf(variant)));
			candidates = same.length === 1 ? same : close.length > 0 ? close : candidates;
		}
		if (candidates.length === 1) return (candidates[0] as Codec).read(value, ctx);
		const raw = value.kind === "binary" || value.kind === "generic" ? rawOf(value) : undefined;
		if (raw !== undefined) return this.#variantOfRaw(raw, candidates).fromRaw(raw, ctx);
		return this.#readFirst(candidates, value, ctx);
	}

	#readFirst(variants: readonly Codec[], literal: Literal, ctx: ConvertContext): MaybePromise<unknown> {
		const results: { readonly variant: Codec; readonly value: MaybePromise<unknown> }[] = [];
		for (const variant of variants) {
			if (!readsKind(variant.type, literal)) continue;
			try {
				results.push({ variant, value: variant.read(literal, ctx) });
			} catch (error) {
				if (!(error instanceof ValueProblem) || isOffloaded(error)) throw error;
			}
		}
		const chosen = preferredReading(
			results.map((r) => r.variant),
			literal,
		);
		if (chosen.length === 0) return this.#refuse(literal);
		if (chosen.length > 1) throw ambiguousReading(showLiteral(literal), chosen);
		return results.find((r) => r.variant === chosen[0])?.value;
	}

	/** Inside a struct: the most specific variant that admits it; of structs the one whose fields match best. */
	#variantOfRaw(raw: Raw, among: readonly Codec[] = this.#variants): Codec {
		if (raw === null && this.#none !== undefined) return this.#none;
		if (this.#single !== undefined) return this.#single;
		const admitting = among.filter((variant) => variant.admits(raw));
		if (admitting.length === 1) return admitting[0] as Codec;
		if (admitting.length === 0) {
			throw new ValueProblem(
				"TYPES_LITERAL_MISMATCH",
				`expected ${this.text}, got ${showRaw(raw)}`,
				"compare the types of the writer and of the reader",
			);
		}
		const best = Math.min(...admitting.map((variant) => vagueness(variant, raw)));
		const closest = admitting.filter((variant) => vagueness(variant, raw) === best);
		if (closest.length > 1) throw ambiguousReading(showRaw(raw), closest);
		return closest[0] as Codec;
	}
}
