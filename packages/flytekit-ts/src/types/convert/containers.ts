import type { Literal } from "../literal.js";
import { MAX_LITERAL_DEPTH } from "../literal.js";
import type { Raw } from "../msgpack/reader.js";
import { checkString, type MsgpackWriter } from "../msgpack/writer.js";
import type { NativeType } from "../native-type.js";
import { Codec } from "./codec.js";
import { type ConvertContext, chain, isPromise, type MaybePromise, mapMaybe } from "./context.js";
import { setOwn } from "./own-keys.js";
import { within, withinLater } from "./problem.js";
import { isRawMap, mismatch } from "./raw.js";
import { tagOf } from "./show-value.js";

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
		const items = this.#each(list, (item) => this.#element.write(item, ctx));
		return chain(items, (items) => ({ kind: "collection", items }));
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<unknown> {
		if (literal.kind !== "collection") return this.readOther(literal, ctx);
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
		if (this.external) return mapMaybe(list, (item, i) => guarded(convert, item, i));
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

function guarded<T, R>(convert: (item: T) => MaybePromise<R>, item: T, step: string | number): MaybePromise<R> {
	try {
		const result = convert(item);
		return isPromise(result) ? withinLater(result, step) : result;
	} catch (error) {
		throw within(error, step);
	}
}

/** A map with text keys: a record or a Map. */
export class MapCodec extends Codec<Extract<NativeType, { kind: "map" }>> {
	readonly #value: Codec;

	constructor(type: Extract<NativeType, { kind: "map" }>, value: Codec) {
		super(type, value.external);
		this.#value = value;
	}

	looks(value: unknown): boolean {
		return this.type.native === "map" ? isMap(value) : isRecord(value);
	}

	override fits(value: unknown, depth: number): boolean {
		if (!this.looks(value)) return false;
		return (
			depth > MAX_LITERAL_DEPTH ||
			this.#entries(value).every(([key, item]) => typeof key === "string" && this.#value.fits(item, depth + 1))
		);
	}

	write(value: unknown, ctx: ConvertContext): MaybePromise<Literal> {
		const written = this.#each(this.#entries(value), (item) => this.#value.write(item, ctx), true);
		return chain(written, (pairs) => ({ kind: "map", entries: new Map(pairs) }));
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<unknown> {
		if (literal.kind !== "map") return this.readOther(literal, ctx);
		return chain(
			this.#each([...literal.entries], (item) => this.#value.read(item, ctx)),
			(pairs) => this.#native(pairs),
		);
	}

	override lower(value: unknown, ctx: ConvertContext): MaybePromise<unknown> {
		return chain(
			this.#each(this.#entries(value), (item) => this.#value.lower(item, ctx)),
			(pairs) => new Map(pairs),
		);
	}

	pack(value: unknown, out: MsgpackWriter): void {
		const entries = this.#entries(value);
		out.beginMap(entries.length);
		for (const [key, item] of entries) {
			try {
				out.string(key);
				this.#value.pack(item, out);
			} catch (error) {
				throw within(error, key);
			}
		}
		out.end();
	}

	admits(raw: Raw): boolean {
		return isRawMap(raw) && [...raw.values()].every((item) => this.#value.admits(item));
	}

	fromRaw(raw: Raw, ctx: ConvertContext): MaybePromise<unknown> {
		if (!isRawMap(raw)) return mismatch(raw, this.text);
		return chain(
			this.#each([...raw], (item) => this.#value.fromRaw(item, ctx)),
			(pairs) => this.#native(pairs),
		);
	}

	#native(pairs: readonly (readonly [string, unknown])[]): unknown {
		if (this.type.native === "map") return new Map(pairs);
		const record: Record<string, unknown> = {};
		for (const [key, value] of pairs) setOwn(record, key, value);
		return record;
	}

	/** The pairs of a Map or record: one is taken for the other, what is read back is the declared one. */
	#entries(value: unknown): readonly (readonly [string, unknown])[] {
		if (isMap(value)) {
			const entries = [...value];
			for (const [key] of entries) {
				if (typeof key !== "string")
					throw this.wrong(value, `use text keys: ${String(typeof key)} keys have no place in a Flyte map`);
			}
			return entries as [string, unknown][];
		}
		if (isRecord(value)) return Object.entries(value);
		throw this.wrong(value);
	}

	#each<T, R>(
		pairs: readonly (readonly [string, T])[],
		convert: (item: T) => MaybePromise<R>,
		checkKeys = false,
	): MaybePromise<[string, R][]> {
		if (this.external) {
			return mapMaybe(pairs, ([key, item]) => {
				if (checkKeys) guarded(checkString, key, key);
				return chain(guarded(convert, item, key), (result): [string, R] => [key, result]);
			});
		}
		const results: [string, R][] = new Array(pairs.length);
		let i = 0;
		try {
			for (; i < pairs.length; i++) {
				const [key, item] = pairs[i] as readonly [string, T];
				if (checkKeys) checkString(key);
				results[i] = [key, convert(item) as R];
			}
		} catch (error) {
			throw within(error, (pairs[i] as readonly [string, T])[0]);
		}
		return results;
	}
}

function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
	return (
		value instanceof Map ||
		(typeof value === "object" && value !== null && tagOf(value) === "Map" && Symbol.iterator in value)
	);
}

/** A plain object: its prototype is none, or the Object.prototype of some realm. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	if (typeof value !== "object" || value === null) return false;
	const proto: unknown = Object.getPrototypeOf(value);
	return (
		proto === null ||
		proto === Object.prototype ||
		(Object.getPrototypeOf(proto) === null &&
			tagOf(value) === "Object" &&
			Object.hasOwn(proto as object, "hasOwnProperty"))
	);
}
