import type { NativeType } from "./native-type.js";

/**
 * Gathers variants into the one form a union has: flat, without doubles, listed strings as one enum, at most one none, last.
 */
export class NativeUnion {
	readonly #variants = new Map<string, NativeType>();
	#none: NativeType | undefined;
	#values: string[] | undefined;

	add(type: NativeType): void {
		if (type.kind === "union") {
			for (const variant of type.variants) this.add(variant);
		} else if (type.kind === "none") {
			this.#none ??= type;
		} else if (type.kind === "enum" && type.name === undefined) {
			this.#variants.set("enum", type);
			this.#values ??= [];
			for (const value of type.values) if (!this.#values.includes(value)) this.#values.push(value);
		} else {
			this.#variants.set(JSON.stringify(type), type);
		}
	}

	/** The union, the one type it comes down to, or undefined when nothing was added. */
	type(): NativeType | undefined {
		if (this.#variants.has('{"kind":"string"}')) this.#variants.delete("enum"); // "a" | string is string
		const variants = [...this.#variants].map(
			([key, type]): NativeType => (key === "enum" ? { kind: "enum", values: this.#values ?? [] } : type),
		);
		if (this.#none !== undefined) variants.push(this.#none);
		return variants.length > 1 ? { kind: "union", variants } : variants[0];
	}
}
