import { spawn } from "node:child_process";
import { FlyteError, RecoverableError } from "../../errors/index.js";

/** How a command ended. flytekit: ProcessResult. */
export interface CommandResult {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

export interface CommandOptions {
	readonly cwd?: string;
	readonly env?: NodeJS.ProcessEnv;
	/** Ends the command when it is aborted. */
	readonly signal?: AbortSignal;
	/** What runs it, for messages: `task m.x`. */
	readonly runner: string;
	/** What to do when the command is not installed. */
	readonly install: string;
}

/** Enough of a log to see why. */
const TAIL = 4000;

/**
 * Runs a command to its end; its lines go to stderr as they come. Throws AUTHORING_COMMAND when it cannot be started, and a
 * RecoverableError with the end of its log when it fails, as flytekit does: the task's retries apply.
 */
export function runCommand(
	command: string,
	args: readonly string[],
	{ runner, install, ...options }: CommandOptions,
): Promise<CommandResult> {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
		const text = { stdout: "", stderr: "" };
		for (const name of ["stdout", "stderr"] as const) {
			child[name].setEncoding("utf8").on("data", (chunk: string) => {
				text[name] += chunk;
				process.stderr.write(chunk);
			});
		}
		child.on("error", (error: NodeJS.ErrnoException) => {
			reject(error.code === "ENOENT" ? missing(command, runner, install) : error);
		});
		child.on("close", (code, signal) => {
			if (code === 0) resolve({ exitCode: 0, ...text });
			else if (options.signal?.aborted === true) reject(options.signal.reason);
			else {
				const ended = code === null ? `was ended by ${signal}` : `ended with exit code ${code}`;
				reject(new RecoverableError(`${command} of ${runner} ${ended}\n${(text.stderr || text.stdout).slice(-TAIL)}`));
			}
		});
	});
}

function missing(command: string, runner: string, install: string): FlyteError {
	return new FlyteError("AUTHORING_COMMAND", `${runner} needs the command ${command}, which is not installed here`, {
		wayOut: install,
	});
}
