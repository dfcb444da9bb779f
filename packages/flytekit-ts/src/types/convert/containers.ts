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
		const entries = new Map<string, Literal>();
		if (this.external) {
			const written = this.#each(this.#entries(value), (item) => this.#value.write(item, ctx));
			return chain(written, (results) => {
				for (const [key, literal] of results) entries.set(key, literal);
				return { kind: "map", entries };
			});
		}
		// Object.entries costs three times as much as keys and look-ups
		const record = isRecord(value) ? value : new Map(this.#entries(value));
		let key = "";
		try {
			for (key of record instanceof Map ? record.keys() : Object.keys(record)) {
				checkString(key);
				const item: unknown = record instanceof Map ? record.get(key) : record[key];
				entries.set(key, this.#value.write(item, ctx) as Literal);
			}
		} catch (error) {
			throw within(error, key);
		}
		return { kind: "map", entries };
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<unknown> {
		if (literal.kind !== "map") return this.readOther(literal, ctx);
		return this.#native(literal.entries, (item) => this.#value.read(item, ctx));
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
		return this.#native(raw, (item) => this.#value.fromRaw(item, ctx));
	}

	#native<T>(source: ReadonlyMap<string, T>, convert: (item: T) => MaybePromise<unknown>): MaybePromise<unknown> {
		const result = this.type.native === "map" ? new Map<string, unknown>() : {};
		const set = (key: string, value: unknown) => {
			if (result instanceof Map) result.set(key, value);
			else setOwn(result, key, value);
		};
		if (this.external) {
			return chain(this.#each([...source], convert), (pairs) => {
				for (const [key, value] of pairs) set(key, value);
				return result;
			});
		}
		let key = "";
		try {
			for (const pair of source) {
				key = pair[0];
				set(key, convert(pair[1]));
			}
		} catch (error) {
			throw within(error, key);
		}
		return result;
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

	/** For what may be promises: in order, a few at a time. */
	#each<T, R>(
		pairs: readonly (readonly [string, T])[],
		convert: (item: T) => MaybePromise<R>,
	): MaybePromise<[string, R][]> {
		return mapMaybe(pairs, ([key, item]) => {
			const checked = (given: T) => {
				checkString(key);
				return convert(given);
			};
			return chain(guarded(checked, item, key), (result): [string, R] => [key, result]);
		});
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
