import { useEffect, useReducer } from "preact/hooks";

/** Something that changes and says so, at most once a frame. */
export class Observable {
	#hearers = new Set<() => void>();
	#isPending = false;

	hear(hearer: () => void): () => void {
		this.#hearers.add(hearer);
		return () => this.#hearers.delete(hearer);
	}

	changed(): void {
		if (this.#isPending) return;
		this.#isPending = true;
		// a page that is not shown has no frames
		const tell = () => {
			this.#isPending = false;
			for (const hearer of [...this.#hearers]) hearer();
		};
		if (document.hidden) setTimeout(tell, 50);
		else requestAnimationFrame(tell);
	}
}

/** Renders the component again when `observable` has changed, at most every `everyMs` milliseconds. */
export function useObserved(observable: Observable, everyMs = 0): void {
	const [, again] = useReducer((n: number) => n + 1, 0);
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const now = () => {
			timer = undefined;
			again(undefined as never);
		};
		const stop = observable.hear(() => {
			if (everyMs === 0) now();
			else timer ??= setTimeout(now, everyMs);
		});
		return () => {
			clearTimeout(timer);
			stop();
		};
	}, [observable, everyMs]);
}
