import { randomBytes } from "node:crypto";

/** Chance as the engine sees it. Injected, so that a run can be replayed from a seed. */
export interface Random {
	/** A number in [0, 1). */
	next(): number;
	/** `n` lower-case letters and digits, the first a letter: fit for execution ids and file names. */
	id(n: number): string;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const ALPHABET = `${LETTERS}0123456789`;

/** Chance from the operating system. */
export const systemRandom: Random = {
	next: () => randomBytes(4).readUInt32LE() / 2 ** 32,
	id(n) {
		let out = "";
		for (const b of randomBytes(n)) {
			const from = out === "" ? LETTERS : ALPHABET;
			out += from[b % from.length];
		}
		return out;
	},
};
