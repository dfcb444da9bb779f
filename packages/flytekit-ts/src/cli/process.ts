import { main } from "./dispatch.js";
import { processIo } from "./io.js";
import { endProcess, watchProcessEnd } from "./process-end.js";

/** The process: streams, exit code, and an end even when the program left timers or sockets behind. */
export async function runProcess(): Promise<void> {
	const io = processIo();
	watchProcessEnd(io);
	const code = await main(process.argv.slice(2), io);
	await Promise.all([io.stdout.flush(), io.stderr.flush()]);
	endProcess(code);
}
