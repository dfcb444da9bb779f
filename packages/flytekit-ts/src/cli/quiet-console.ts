import { Console } from "node:console";

let isQuiet = false;

/** What the program prints with `console` is talk: stdout is the result's alone. */
export function quietConsole(): void {
	if (isQuiet) return;
	isQuiet = true;
	globalThis.console = new Console(process.stderr, process.stderr);
}
