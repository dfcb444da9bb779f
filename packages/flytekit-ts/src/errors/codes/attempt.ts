/** Codes of attempt/: the code, and in one or two sentences what it means. */
export const attemptCodes = {
	ATTEMPT_TIMEOUT: "An attempt took longer than the task's timeout and was stopped.",
	ATTEMPT_DEADLINE:
		"A task with a timeout may take twice that in all, its repetitions included, as on Flyte. The last attempt was stopped and none follows.",
	ATTEMPT_EXITED:
		"A task's code ended the thread or process it ran in, with process.exit() say. A task ends by returning or throwing.",
	ATTEMPT_KILLED: "The process that a task ran in was ended by a signal, or crashed.",
	ATTEMPT_MEMORY: "A task used more memory than it may, and was stopped.",
	ATTEMPT_NO_ANSWER: "The thread or process that a task ran in ended and left no result, or one that cannot be read.",
	ATTEMPT_THREW: "A task that ran in a process of its own failed; the message is what it threw there.",
	ATTEMPT_PROGRAM:
		"A thread or process of its own has to load the program to find the task in it, and importing the program failed there.",
	ATTEMPT_TASK: "The program was loaded in a thread or process of its own, and the task is not among those it makes.",
	ATTEMPT_NOT_APART:
		"A task is to run in a thread or process of its own, and there is no file that could be loaded there to find it.",
	ATTEMPT_GRAPH: "A dynamic that ran apart made a graph with something in it that is not found in this process.",
} as const;
