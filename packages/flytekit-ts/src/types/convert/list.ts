import type { Literal } from "../literal.js";
import { MAX_LITERAL_DEPTH } from "../literal.js";
import type { Raw } from "../msgpack/reader.js";
import type { MsgpackWriter } from "../msgpack/writer.js";
import type { NativeType } from "../native-type.js";
import { Codec } from "./codec.js";
import { type ConvertContext, chain, type MaybePromise, mapMaybe } from "./context.js";
import { convertWithin, within } from "./problem.js";
import { mismatch } from "./raw.js";

/** A collection. */
export class ListCodec extends Codec<Extract<NativeType, { kind: "list" }>> {
	readonly #element: Codec;

	constructor(type: Extract<NativeType, { kind: "list" }>, element: Codec) {
		super(type, element.external);
		this.#element = element;
	}

	looks(value: unknown): boolean {
		return Array.isArray(value);
	}

	override fits(value: unknown, depth: number): boolean {
		if (!Array.isArray(value)) return false;
		return depth > MAX_LITERAL_DEPTH || value.every((item) => this.#element.fits(item, depth + 1));
	}

	write(value: unknown, ctx: ConvertContext): MaybePromise<Literal> {
		const list = this.#list(value);
		if (!this.external) return { kind: "collection", items: this.#element.writeEach(list, ctx) };
		const items = this.#each(list, (item) => this.#element.write(item, ctx));
		return chain(items, (items) => ({ kind: "collection", items }));
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<unknown> {
		if (literal.kind !== "collection") return this.readOther(literal, ctx);
		if (!this.external) return this.#element.readEach(literal.items, ctx);
		return this.#each(literal.items, (item) => this.#element.read(item, ctx));
	}

	override lower(value: unknown, ctx: ConvertContext): MaybePromise<unknown> {
		return this.#each(this.#list(value), (item) => this.#element.lower(item, ctx));
	}

	pack(value: unknown, out: MsgpackWriter): void {
		const list = this.#list(value);
		out.beginArray(list.length);
		let i = 0;
		try {
			for (; i < list.length; i++) this.#element.pack(list[i], out);
		} catch (error) {
			throw within(error, i);
		}
		out.end();
	}

	admits(raw: Raw): boolean {
		return Array.isArray(raw) && (raw as readonly Raw[]).every((item) => this.#element.admits(item));
	}

	fromRaw(raw: Raw, ctx: ConvertContext): MaybePromise<unknown> {
		if (!Array.isArray(raw)) return mismatch(raw, this.text);
		return this.#each(raw as readonly Raw[], (item) => this.#element.fromRaw(item, ctx));
	}

	#list(value: unknown): readonly unknown[] {
		if (Array.isArray(value)) return value;
		throw this.wrong(value, ArrayBuffer.isView(value) ? "copy it into a list: [...array]" : undefined);
	}

	/** The hot loop: one try for the list, no promise and no path per item. */
	#each<T, R>(list: readonly T[], convert: (item: T) => MaybePromise<R>): MaybePromise<R[]> {
		if (this.external) return mapMaybe(list, (item, i) => convertWithin(() => convert(item), i));
		const results: R[] = new Array(list.length);
		let i = 0;
		try {
			for (; i < list.length; i++) results[i] = convert(list[i] as T) as R;
		} catch (error) {
			throw within(error, i);
		}
		return results;
	}
}
