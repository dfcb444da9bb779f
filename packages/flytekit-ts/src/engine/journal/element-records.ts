import type { Literal, LiteralMap } from "../../types/literal.js";
import { ItemCuts } from "../../wire/codec/item-cuts.js";
import { encodeLiteralMap, keepItems, keptItems, literalMapText } from "../../wire/literals.js";
import { baseOfCall, type CallKey, keyAmong } from "./call-keys.js";
import type { ElementsInput, PackableElements } from "./packed-elements.js";
import type { Recorder } from "./recorder.js";
import type { Called, Recording } from "./recording.js";

/** Elements of an array that succeeded one after the other, each at once, in its first attempt. */
export type EndedElements = Pick<PackableElements, "first" | "count" | "outputs" | "base" | "sinceUs" | "tookUs">;

/** Records such elements of one array: together, and not by a {@link Recording} for each. */
export class ElementRecords {
	readonly #recorder: Recorder;
	readonly #array: Recording;
	readonly #called: Called;
	readonly #version: string;
	readonly #inputs: readonly ElementsInput[];
	readonly #ordinals: Uint32Array | undefined;
	/** Wire forms of what the elements up to one gave, by output; undefined once one of them was left out. */
	#written: Uint8Array[][] | undefined = [];
	#until = 0;

	/** `array`: the record of the array itself. `ordinals`: undefined where no two elements are equal. */
	constructor(
		recorder: Recorder,
		array: Recording,
		called: Called,
		inputs: readonly ElementsInput[],
		ordinals: Uint32Array | undefined,
	) {
		this.#recorder = recorder;
		this.#array = array;
		this.#called = called;
		this.#version = recorder.versionOf(called);
		this.#inputs = inputs.map((input) => {
			const content = input.items === undefined ? undefined : keptItems(input.value);
			return content === undefined ? input : { ...input, cuts: new ItemCuts(content) };
		});
		this.#ordinals = ordinals;
	}

	/** Which call an element is, in hexadecimal digits. */
	keyOf(index: number, inputs: LiteralMap): string {
		return Buffer.from(this.#key(index, this.#base(literalMapText(inputs, "inputs"))), "latin1").toString("hex");
	}

	/** False where each is to be {@link add}ed. */
	addAll({ first, count, outputs, base, sinceUs, tookUs }: EndedElements): boolean {
		if (first !== this.#until) this.#written = undefined;
		this.#until = first + count;
		const isAdded = this.#recorder.journal.appendElements({
			outside: this.#array,
			called: this.#called,
			version: this.#version,
			first,
			count,
			inputs: this.#inputs,
			ordinals: this.#ordinals,
			outputs,
			base,
			sinceUs,
			tookUs,
			wrote: this.#wrote,
		});
		if (!isAdded) this.#written = undefined;
		return isAdded;
	}

	/** Spares writing the lists of what all elements gave once more: those of each output, in order. */
	keep(lists: readonly (Literal & { readonly kind: "collection" })[]): void {
		const written = this.#written;
		if (written === undefined) return;
		for (const [i, list] of lists.entries()) if (list.items.length === this.#until) keepItems(list, written[i] ?? []);
	}

	readonly #wrote = (outputs: readonly Uint8Array[]): void => {
		for (let i = 0; i < outputs.length; i++) {
			const written = this.#written;
			if (written === undefined) return;
			written[i] ??= [];
			written[i]?.push(outputs[i] as Uint8Array);
		}
	};

	/** Throws WIRE_* for what has no wire form. */
	add(index: number, inputs: LiteralMap, outputs: LiteralMap, startedAt: number, tookUs: number): void {
		const { kind, name } = this.#called;
		const said = literalMapText(inputs, "inputs");
		const base = this.#base(said);
		const key = this.#key(index, base);
		this.#recorder.journal.append({
			type: "call",
			key,
			...(key === base ? {} : { base }),
			version: this.#version,
			path: `${this.#array.path}[${index}]`,
			name,
			kind,
			phase: "succeeded",
			source: "run",
			startedAt,
			endedAt: startedAt + tookUs / 1e3,
			attempts: 1,
			inputs: Buffer.from(said, "latin1"),
			outputs: encodeLiteralMap(outputs, "outputs"),
			error: undefined,
		});
	}

	#base(inputs: string): CallKey {
		return baseOfCall(this.#array.key, this.#called.entity, Buffer.from(inputs, "latin1"));
	}

	#key(index: number, base: CallKey): CallKey {
		return keyAmong(base, this.#ordinals?.[index] ?? 0, 0);
	}
}
