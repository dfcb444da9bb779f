import { spawn } from "node:child_process";

/** What a program said and how it ended. */
export interface Ended {
	/** Undefined when a signal ended it. */
	readonly code: number | undefined;
	readonly stdout: string;
	readonly stderr: string;
}

export interface CommandOptions {
	readonly cwd?: string;
	readonly env?: NodeJS.ProcessEnv;
	/** Milliseconds, after which it is killed and the call fails. */
	readonly timeoutMs: number;
}

/** Runs a program to its end. Throws when it cannot be started or takes too long; any exit code is an answer. */
export function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<Ended> {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			cwd: options.cwd,
			env: options.env ?? process.env,
			stdio: ["ignore", "pipe", "pipe"],
		});
		const out: Buffer[] = [];
		const err: Buffer[] = [];
		child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
		child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
		const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString("utf8");
		const timer = setTimeout(() => {
			child.kill("SIGKILL");
			reject(new Error(`${program} ${args.join(" ")} took over ${options.timeoutMs / 1000} s\n${text(err)}`));
		}, options.timeoutMs);
		child.on("error", (error) => {
			clearTimeout(timer);
			reject(new Error(`${program} cannot be started: ${error.message}`));
		});
		child.on("close", (code) => {
			clearTimeout(timer);
			resolve({ code: code ?? undefined, stdout: text(out), stderr: text(err) });
		});
	});
}

/** As {@link runCommand}, for programs that have to succeed. @returns what it printed */
export async function mustRun(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
	const { code, stdout, stderr } = await runCommand(program, args, options);
	if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}\n${stdout}${stderr}`);
	return stdout;
}
