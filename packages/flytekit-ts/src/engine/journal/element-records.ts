import type { Literal, LiteralMap } from "../../types/literal.js";
import { ItemCuts } from "../../wire/codec/item-cuts.js";
import { keepItems, keptItems, literalMapText } from "../../wire/literals.js";
import { keyOfCall } from "./call-keys.js";
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
	/** Elements that were written, for as long as none was left out. */
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
		const said = Buffer.from(literalMapText(inputs, "inputs"), "latin1");
		const key = keyOfCall(this.#array.key, this.#called.entity, said, this.#ordinals?.[index] ?? 0);
		return Buffer.from(key, "latin1").toString("hex");
	}

	/** False where each needs a {@link Recording}. */
	addAll({ first, count, outputs, base, sinceUs, tookUs }: EndedElements): boolean {
		if (first !== this.#until) this.#written = undefined;
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

	readonly #wrote = (outputs: readonly Uint8Array[], count: number): void => {
		this.#until += count;
		const written = this.#written;
		if (written === undefined) return;
		for (const [i, bytes] of outputs.entries()) {
			const parts = written[i] ?? [];
			parts.push(bytes);
			written[i] = parts;
		}
	};
}
