import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../bin/tsflyte.js", import.meta.url));

/** The folder of the programs that these tests run. */
export const FIXTURES = fileURLToPath(new URL("./fixtures", import.meta.url));

export interface Outcome {
	/** Null when a signal ended it. */
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface CallOptions {
	readonly cwd?: string;
	readonly env?: Readonly<Record<string, string>>;
	/** Text for standard input; null leaves a pipe open and silent. Without it there is none. */
	readonly input?: string | null;
	/** Called with what stderr has said so far and the process, at each piece. */
	readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
	/** The same for stdout. */
	readonly onStdout?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the real command in a process of its own and waits for its end. */
export function tsflyte(args: readonly string[], options: CallOptions = {}): Promise<Outcome> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [BIN, ...args], {
			cwd: options.cwd ?? FIXTURES,
			env: { ...process.env, NO_COLOR: "", FORCE_COLOR: "0", VITEST: "", ...options.env },
			stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
		});
		let stdout = "";
		let stderr = "";
		child.stdout?.on("data", (chunk) => {
			stdout += chunk;
			options.onStdout?.(stdout, (signal) => child.kill(signal));
		});
		child.stderr?.on("data", (chunk) => {
			stderr += chunk;
			options.onStderr?.(stderr, (signal) => child.kill(signal));
		});
		child.once("error", reject);
		child.once("close", (code, signal) => {
			child.stdin?.destroy();
			resolve({ code, signal, stdout, stderr });
		});
		if (typeof options.input === "string") child.stdin?.end(options.input);
	});
}
