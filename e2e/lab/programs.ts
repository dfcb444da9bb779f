import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

/** How long a program of the lab may take to end after SIGTERM. */
const STOP_MS = 12_000;

/** A program of the lab that runs beside us, its output in a file. */
export interface Program {
	readonly name: string;
	readonly pid: number;
	/** Throws, naming the log, when it has ended. */
	mustRun(): void;
	/** SIGTERM, and SIGKILL when that does not end it. Resolves when it is gone. */
	stop(): Promise<void>;
	/** SIGKILL. Resolves when it is gone. */
	kill(): Promise<void>;
}

/** Starts a program; what it prints is appended to `log`. It is killed when this process exits. */
export function startProgram(name: string, file: string, args: readonly string[], log: string): Program {
	const output = openSync(log, "a");
	const child = spawn(file, args, { stdio: ["ignore", output, output] });
	closeSync(output);
	let failure: Error | undefined;
	const gone = new Promise<void>((resolve) => {
		child.once("exit", () => resolve());
		child.once("error", (error) => {
			failure = error;
			resolve();
		});
	});
	const atExit = () => child.kill("SIGKILL");
	process.once("exit", atExit);
	void gone.then(() => process.removeListener("exit", atExit));
	return {
		name,
		get pid() {
			return child.pid ?? -1;
		},
		mustRun() {
			if (failure !== undefined) throw new Error(`${name} cannot be started: ${failure.message}`);
			if (ended(child)) throw new Error(`${name} ended (${child.exitCode ?? child.signalCode}); its log is ${log}`);
		},
		async stop() {
			child.kill("SIGTERM");
			const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
			await gone;
			clearTimeout(timer);
		},
		async kill() {
			child.kill("SIGKILL");
			await gone;
		},
	};
}

function ended(child: ChildProcess): boolean {
	return child.exitCode !== null || child.signalCode !== null;
}
