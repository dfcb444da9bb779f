/** What the program prints with `console` is talk: stdout is the result's alone. */
export function quietConsole(): void {
	const { Console } = console as unknown as {
		Console: new (stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream) => Console;
	};
	globalThis.console = new Console(process.stderr, process.stderr);
}
