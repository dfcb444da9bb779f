import { startChild } from "../attempt/apart/child.js";
import { ownFile } from "../attempt/apart/own-file.js";
import { packThrown } from "../attempt/apart/packed.js";
import { APART, CODE_FOLDER } from "./apart-variables.js";

/** Milliseconds from being told to stop to being stopped. */
const GRACE = 2000;

/** A command to be run once more, in a process of its own. */
export interface ApartCommand {
	readonly command: string;
	readonly argv: readonly string[];
	readonly folder: string;
	/** Bytes that the process, and what it starts, may hold in memory. */
	readonly memoryLimit: number | undefined;
	readonly signal: AbortSignal;
}

/**
 * Makes the attempt in a child, which writes its own answer. Resolves when it has; rejects with a verdict where it died instead:
 * killed, crashed, out of memory. So `isolate: "process"` is answered for whatever the body does.
 */
export async function runApart({ command, argv, folder, memoryLimit, signal }: ApartCommand): Promise<void> {
	const child = startChild(
		{
			args: [ownFile(`bin/${command}.js`), ...argv],
			env: { ...process.env, [APART]: "1", [CODE_FOLDER]: folder },
			memoryLimit,
			answer: async () => ({ type: "outputs", bytes: new Uint8Array() }),
		},
		(stream, text) => process[stream].write(text),
	);
	const onAbort = () => {
		child.abort(packThrown(signal.reason));
		// a body that blocks hears of nothing
		setTimeout(() => void child.kill(), GRACE);
	};
	signal.addEventListener("abort", onAbort, { once: true });
	const end = await child.ended;
	if (end.type === "failed") throw end.thrown;
}
