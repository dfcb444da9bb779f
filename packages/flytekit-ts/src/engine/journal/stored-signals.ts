import type { Literal } from "../../types/literal.js";
import { decodeLiteral } from "../../wire/literals.js";
import type { SignalPort, SignalRequest } from "../signals.js";
import type { RunStore } from "./run-store.js";

/** How often the store is asked for an answer, in milliseconds. */
const EVERY_MS = 150;

/**
 * Gates of a kept run, answered through its store: the question stands in the journal, the answer comes from any process (the
 * page, a command). `also` is asked at the same time; whoever answers first is heard.
 */
export function storedSignals(store: RunStore, run: string, also: SignalPort | undefined): SignalPort {
	return {
		async ask(request, abort) {
			const answered = new AbortController();
			const stop = AbortSignal.any([abort, answered.signal]);
			const asked: Promise<Literal>[] = [storedAnswer(store, run, request, stop)];
			if (also !== undefined) asked.push(also.ask(request, stop));
			try {
				// a terminal that was closed leaves the others
				return await Promise.any(asked);
			} catch (error) {
				throw abort.aborted ? abort.reason : ((error as AggregateError).errors[0] ?? error);
			} finally {
				answered.abort(new Error("the gate was answered elsewhere"));
			}
		},
	};
}

async function storedAnswer(
	store: RunStore,
	run: string,
	{ signal }: SignalRequest,
	stop: AbortSignal,
): Promise<Literal> {
	for (;;) {
		stop.throwIfAborted();
		const answer = store.answerTo(run, signal);
		if (answer !== undefined) return decodeLiteral(answer);
		await new Promise<void>((resolve) => {
			const timer = setTimeout(done, EVERY_MS);
			function done(): void {
				clearTimeout(timer);
				stop.removeEventListener("abort", done);
				resolve();
			}
			stop.addEventListener("abort", done);
		});
	}
}
