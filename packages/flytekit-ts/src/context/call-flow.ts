import { AsyncLocalStorage } from "node:async_hooks";

/**
 * A call of an eager body, for the calls that come after it. Chains of calls that go side by side in one body become ready in any order;
 * what tells their calls apart is which call each comes after: that is carried along the awaits of each chain.
 */
export class CallFlow {
	/** What it comes after, as a number that is the same whenever the body runs again; 0 where that is nothing. */
	readonly after: number;
	/** Which call it is, once that is known. */
	key: string | undefined = undefined;
	/** The body has its result. */
	isOver = false;

	constructor(before: CallFlow | undefined) {
		if (before === undefined) this.after = 0;
		else if (before.isOver && before.key !== undefined) this.after = mixed(0, before.key);
		// begun beside it: the code between them did not wait for it
		else this.after = mixed(before.after, "beside");
	}
}

const flows = new AsyncLocalStorage<CallFlow | undefined>();

/** Notes, in the very code that makes it, that a call begins: what that code goes on to call comes after this one. */
export function callBegins(): void {
	flows.enterWith(new CallFlow(flows.getStore()));
}

/** The last call of the code that is running. */
export function currentFlow(): CallFlow | undefined {
	return flows.getStore();
}

/** Runs a body whose calls come after nothing. */
export function fromStart<T>(body: () => T): T {
	return flows.run(undefined, body);
}

/** FNV-1a, never 0. */
function mixed(hash: number, text: string): number {
	let h = hash ^ 0x811c9dc5;
	for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
	return h >>> 0 || 1;
}
