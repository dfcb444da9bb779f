/** Codes of engine/journal: the code, and in one or two sentences what it means and why it is refused. */
export const journalCodes = {
	JOURNAL_OPEN: "The store of runs could not be opened or made: its folder is missing, not writable, or no folder.",
	JOURNAL_NEWER: "The store of runs, or a record in it, was written by a newer version of this package.",
	JOURNAL_DAMAGED:
		"The store of runs is damaged: a checksum does not hold, or the file is no database. The message names the file and what is lost.",
	JOURNAL_IO:
		"The store of runs could not be read or written: no space, a limit, a failing disk. What was committed before is safe.",
	JOURNAL_BUSY: "Another process held the store of runs for longer than this one waits.",
	JOURNAL_NO_RUN: "The store has no run of that name.",
	JOURNAL_PROGRAM:
		"The program of a run is not there any more, or does not fit it: its file is gone, its entity has another name or takes other inputs.",
	JOURNAL_OWNED: "Another process is running this run right now: two must not go on with one run.",
} as const;
