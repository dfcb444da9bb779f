import { Socket } from "node:net";
import { PARENT_PIPE, TIMED } from "./child.js";

/** Ends this process with the one that started it, however that ended: nobody would read its answer. */
export function endWithParent(): void {
	const fd = process.env[PARENT_PIPE];
	const isTimed = process.env[TIMED] !== undefined;
	// none of the task's business, nor of what it starts
	delete process.env[PARENT_PIPE];
	delete process.env[TIMED];
	if (fd === undefined) return;
	const pipe = new Socket({ fd: Number(fd) });
	pipe.on("error", () => {}).on("close", () => process.kill(process.pid, "SIGKILL"));
	pipe.resume();
	// a promise that never settles waits for the limit, whose answer says whether it is tried again
	if (!isTimed) pipe.unref();
}
