import { setMaxListeners } from "node:events";

/**
 * A part of a run that can be stopped as a whole: the run, a graph in it, an array. Scopes nest; stopping one stops those
 * inside. The AbortSignal is made only when somebody asks for it, so that thousands of small graphs cost nothing.
 */
export class AbortScope {
	aborted = false;
	/** What the signals abort with. */
	reason: unknown = undefined;
	/** Called once, after the scopes inside were stopped. */
	onAbort: (() => void) | undefined = undefined;
	readonly #parent: AbortScope | undefined;
	#inner: Set<AbortScope> | undefined = undefined;
	#controller: AbortController | undefined = undefined;

	constructor(parent?: AbortScope) {
		this.#parent = parent;
		if (parent === undefined) return;
		if (parent.aborted) {
			this.aborted = true;
			this.reason = parent.reason;
			return;
		}
		parent.#inner ??= new Set();
		parent.#inner.add(this);
	}

	/** Aborted with the scope; the same object for all who ask. */
	get signal(): AbortSignal {
		if (this.#controller === undefined) {
			this.#controller = new AbortController();
			setMaxListeners(0, this.#controller.signal); // every task of the scope may listen: many are no leak
			if (this.aborted) this.#controller.abort(this.reason);
		}
		return this.#controller.signal;
	}

	/** Stops this scope and those inside. A second call does nothing. */
	abort(reason: unknown): void {
		if (this.aborted) return;
		this.aborted = true;
		this.reason = reason;
		const inner = this.#inner;
		this.#inner = undefined;
		// depth is that of nested graphs, which the run limits
		if (inner !== undefined) for (const scope of inner) scope.abort(reason);
		this.#controller?.abort(reason);
		this.onAbort?.();
	}

	/** Tells the outer scope that this one is over and need not be stopped any more. */
	close(): void {
		const siblings = this.#parent === undefined ? undefined : this.#parent.#inner;
		siblings?.delete(this);
	}
}
