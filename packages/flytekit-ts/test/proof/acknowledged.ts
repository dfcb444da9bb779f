import type { RunJournal } from "../../src/engine/journal/run-journal.js";

/** Notes in `waiting` the path of each call that succeeded, in the order in which the engine hands it to the journal, before it can be committed. */
export function noteSucceeded(journal: RunJournal, waiting: string[]): void {
	const append = journal.append.bind(journal);
	journal.append = (record) => {
		if (record.type === "call" && record.phase === "succeeded") waiting.push(record.path);
		append(record);
	};
	const appendCall = journal.appendCall.bind(journal);
	journal.appendCall = (call, outputs, tookUs) => {
		waiting.push(call.outside.path + call.step);
		const taken = appendCall(call, outputs, tookUs);
		if (!taken) waiting.pop(); // it comes as a record of its own
		return taken;
	};
}
