import type { Literal } from "../literal.js";
import { MAX_LITERAL_DEPTH } from "../literal.js";
import type { Raw } from "../msgpack/reader.js";
import { checkString, type MsgpackWriter } from "../msgpack/writer.js";
import type { NativeType } from "../native-type.js";
import { Codec } from "./codec.js";
import { type ConvertContext, chain, type MaybePromise, mapMaybe } from "./context.js";
import { setOwn } from "./own-keys.js";
import { convertWithin, within } from "./problem.js";
import { isRawMap, mismatch } from "./raw.js";
import { isMap, isRecord } from "./records.js";

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
			const converted = convertWithin(() => {
				checkString(key);
				return convert(item);
			}, key);
			return chain(converted, (result): [string, R] => [key, result]);
		});
	}
}
