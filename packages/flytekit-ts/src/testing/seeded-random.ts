import type { Random } from "../context/ports/index.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const ALPHABET = `${LETTERS}0123456789`;

/** Chance that comes out the same for the same seed: ids, file names and delays of a run are then the same each time. */
export function seededRandom(seed = 1): Random {
	let state = seed >>> 0;
	const next = () => {
		// mulberry32: 32 bits of state are enough for names in a test
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return {
		next,
		id(n) {
			let id = "";
			while (id.length < n) {
				const from = id === "" ? LETTERS : ALPHABET;
				id += from[Math.floor(next() * from.length)];
			}
			return id;
		},
	};
}
