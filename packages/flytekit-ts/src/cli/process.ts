import { FlyteError } from "../errors/index.js";
import { describeThrown, labelled } from "../errors/thrown.js";
import { main } from "./dispatch.js";
import { EXIT } from "./exit-code.js";
import { processIo } from "./io.js";
import { reportError } from "./report-error.js";

/** The process: streams, exit code, and an end even when the program left timers or sockets behind. */
export async function runProcess(): Promise<void> {
	const io = processIo();
	let finished = false;
	process.once("exit", (code) => {
		if (finished || process.exitCode === EXIT.interrupted) return;
		// User code called process.exit, or the loop ran dry: either way no result was given.
		reportError(
			new FlyteError(
				"CLI_PROCESS_ENDED",
				`the program ended the process (exit code ${code}) before the command was done`,
				{
					wayOut: "do not call process.exit, and let every promise settle",
				},
			),
			io.stderr,
			{ json: process.argv.includes("--json") },
		);
		if (code === 0) process.exitCode = EXIT.failed;
	});
	process.once("uncaughtException", (thrown) => {
		finished = true;
		const said = describeThrown(thrown);
		const frames = said.stack === "" ? "" : `\n${said.stack}`;
		reportError(
			new FlyteError("CLI_UNCAUGHT", `the program threw outside of any task: ${labelled(said)}${frames}`, {
				wayOut: "catch it in the callback, or await the work inside a task",
				cause: thrown,
			}),
			io.stderr,
			{ json: process.argv.includes("--json") },
		);
		process.exit(EXIT.failed);
	});
	const code = await main(process.argv.slice(2), io);
	finished = true;
	await Promise.all([io.stdout.flush(), io.stderr.flush()]);
	process.exit(code);
}
