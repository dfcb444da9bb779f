import { Console } from "node:console";
import { masked } from "../errors/index.js";

let isQuiet = false;
let hear: ((stream: "stdout" | "stderr", text: string) => void) | undefined;

/** What the program prints with `console` is talk: stdout is the result's alone. */
export function quietConsole(): void {
	if (isQuiet) return;
	isQuiet = true;
	globalThis.console = new Console({ stdout: heard("stdout"), stderr: heard("stderr"), ignoreErrors: false });
}

/** Lets `listener` hear what is printed with `console`, as it is printed. */
export function hearConsole(listener: (stream: "stdout" | "stderr", text: string) => void): void {
	hear = listener;
}

/** process.stderr, and whoever listens. The Console asks it nothing but whether it has colours. */
function heard(stream: "stdout" | "stderr"): NodeJS.WriteStream {
	const { stderr } = process;
	return Object.create(stderr, {
		write: {
			value: (text: string) => {
				// secrets that a task has read are neither shown nor kept
				const clean = masked(text);
				hear?.(stream, clean);
				return stderr.write(clean);
			},
		},
	}) as NodeJS.WriteStream;
}
