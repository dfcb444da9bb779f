import { currentState } from "../context/async-state.js";
import { FlyteError } from "../errors/index.js";
import { describeThrown, labelled } from "../errors/thrown.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import type { Io } from "./io.js";
import { reportError } from "./report-error.js";

let isOver = false;
let isRunning = false;

/** Says that tasks run from now on: what ends the process then makes the run fail, and is no longer an error of the program. */
export function tasksRun(): void {
	isRunning = true;
}

/** As it was before a run answers for the exits of its tasks. */
const exit: (code: number) => never = process.exit.bind(process);

/** Ends the process as the command means to. */
export function endProcess(code: ExitCode): never {
	isOver = true;
	exit(code);
}

/**
 * Answers for a program that ends the process itself, or throws where nobody can catch it: one message, and never the
 * program's exit code, which scripts would take for the command's.
 */
export function watchProcessEnd(io: Io): void {
	const json = process.argv.includes("--json");
	process.once("exit", (code) => {
		if (isOver) return;
		isOver = true;
		reportError(endedBy(code), io.stderr, { json });
		process.exitCode = isRunning ? EXIT.failed : EXIT.usage;
	});
	process.once("uncaughtException", (thrown) => {
		const said = describeThrown(thrown);
		const frames = said.stack === "" ? "" : `\n${said.stack}`;
		reportError(
			new FlyteError("CLI_UNCAUGHT", `the program threw outside of any task: ${labelled(said)}${frames}`, {
				wayOut: "catch it in the callback, or await the work inside a task",
				cause: thrown,
			}),
			io.stderr,
			{ json },
		);
		endProcess(EXIT.failed);
	});
}

/** `process.exit` calls its listeners where it stands, so the task around it is still the current one. */
function endedBy(code: number): FlyteError {
	const task = currentState()?.execution as { nodePath?: string; taskName?: string } | undefined;
	const when = isRunning ? "before the run was done" : "before anything was run";
	if (task?.taskName === undefined) {
		return new FlyteError("CLI_PROCESS_ENDED", `the program ended the process (exit code ${code}) ${when}`, {
			wayOut: "do not call process.exit, and let every promise settle",
		});
	}
	const node = task.nodePath ?? task.taskName;
	return new FlyteError(
		"CLI_PROCESS_ENDED",
		`${node}: task ${task.taskName} ended the process (exit code ${code}) ${when}`,
		{
			entity: task.taskName,
			node,
			wayOut: "return a value, or throw an error to fail: a task must not call process.exit",
		},
	);
}
