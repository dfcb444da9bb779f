/** So many at a time: whoever takes a place gives it back, and others wait in line until then. */
export class Places {
	readonly most: number;
	#taken = 0;
	readonly #line: (() => void)[] = [];

	constructor(most: number) {
		this.most = most;
	}

	get taken(): number {
		return this.#taken;
	}

	/** Resolves with a place taken; rejects with the signal's reason when it aborts first. */
	async take(signal: AbortSignal): Promise<void> {
		if (this.#taken < this.most) {
			this.#taken++;
			return;
		}
		await new Promise<void>((resolve, reject) => {
			if (signal.aborted) return reject(signal.reason);
			const onAbort = () => {
				this.#line.splice(this.#line.indexOf(next), 1);
				reject(signal.reason);
			};
			const next = () => {
				signal.removeEventListener("abort", onAbort);
				resolve();
			};
			signal.addEventListener("abort", onAbort, { once: true });
			this.#line.push(next);
		});
	}

	/** The place goes to the first in line. */
	giveBack(): void {
		const next = this.#line.shift();
		if (next === undefined) this.#taken--;
		else next();
	}
}
