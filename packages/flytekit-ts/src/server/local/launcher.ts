import { type ChildProcess, spawn } from "node:child_process";
import { FlyteError } from "../../errors/index.js";

/** What the command said last is kept, for the message when it could not begin. */
const KEPT = 64 * 1024;
/** How often it is looked whether a run is there. */
const EVERY_MS = 30;

/**
 * Begins runs as a terminal would: the same command in a process of its own. The user's code never runs in the server, each run
 * has the files as they are then, and what goes wrong in it stays in it.
 */
export class Launcher {
	readonly #command: readonly string[];
	readonly #cwd: string;
	readonly #env: Readonly<Record<string, string | undefined>>;
	readonly #children = new Set<ChildProcess>();

	/** `command`: program and arguments before those of `tsflyte`. */
	constructor(command: readonly string[], cwd: string, env: Readonly<Record<string, string | undefined>>) {
		this.#command = command;
		this.#cwd = cwd;
		this.#env = env;
	}

	/**
	 * Starts `tsflyte ...args` with `input` on its standard input, and resolves when `isThere` says that its run is. Throws SERVER_LAUNCH
	 * with what the command said when it ended before.
	 */
	async begin(args: readonly string[], input: string | undefined, isThere: () => boolean): Promise<void> {
		const { child, said, ended } = this.#spawn([...args, "--json"], input);
		let over: number | null | undefined;
		void ended.then((code) => {
			over = code;
		});
		while (!isThere()) {
			if (over !== undefined) {
				if (isThere()) return;
				throw new FlyteError("SERVER_LAUNCH", messageIn(said.stderr) ?? `the command ended with ${over}`);
			}
			await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
		}
		child.stdout?.resume();
	}

	/** What `tsflyte ...args` prints. Throws SERVER_LAUNCH, or what the command's own error says. */
	async output(args: readonly string[]): Promise<string> {
		const { said, ended } = this.#spawn(args, undefined);
		const code = await ended;
		if (code === 0) return said.stdout;
		throw new FlyteError("SERVER_LAUNCH", messageIn(said.stderr) ?? `the command ended with ${code}`);
	}

	/** Interrupts what it began: such runs can be gone on with. */
	close(): void {
		for (const child of this.#children) child.kill("SIGINT");
	}

	#spawn(args: readonly string[], input: string | undefined) {
		const [program = process.execPath, ...before] = this.#command;
		const child = spawn(program, [...before, ...args], {
			cwd: this.#cwd,
			env: { ...this.#env, NO_COLOR: "1" },
			stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
		});
		this.#children.add(child);
		const said = { stdout: "", stderr: "" };
		child.stdout?.setEncoding("utf8").on("data", (text: string) => {
			said.stdout += text;
		});
		child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			said.stderr = (said.stderr + text).slice(-KEPT);
		});
		child.stdin?.on("error", () => undefined); // it ended before it had read all
		child.stdin?.end(input);
		const ended = new Promise<number | null>((resolve) => {
			child.once("error", (error) => {
				said.stderr += error.message;
				resolve(null);
			});
			child.once("close", (code) => {
				this.#children.delete(child);
				resolve(code);
			});
		});
		return { child, said, ended };
	}
}

/** The message of the command's error, which is the last line of JSON that it wrote. */
function messageIn(stderr: string): string | undefined {
	for (const line of stderr.trimEnd().split("\n").reverse()) {
		try {
			const { error } = JSON.parse(line) as { error?: { message?: unknown } };
			if (typeof error?.message === "string") return error.message;
		} catch {
			// talk of the program
		}
	}
	const text = stderr.trim();
	return text === "" ? undefined : text.slice(-4000);
}
