import type { AttemptSurroundings, TaskCall } from "../attempt.js";
import type { LogListener } from "./running.js";

/**
 * Passes on what an attempt writes that runs apart: as events, as it comes, and line by line to this process's console, where
 * it would have been written had the task run here. `flush` gives a last line its end.
 */
export function passOn(
	call: TaskCall,
	attempt: number,
	host: AttemptSurroundings,
): { log: LogListener; flush(): void } {
	const { path, task } = call;
	const open = { stdout: "", stderr: "" };
	const print = { stdout: (line: string) => console.log(line), stderr: (line: string) => console.error(line) };
	return {
		log(stream, text) {
			host.emit?.({ type: "attemptLog", path, name: task.name, attempt, stream, text, at: host.settings.clock.now() });
			const lines = (open[stream] + text).split("\n");
			open[stream] = lines.pop() ?? "";
			if (lines.length > 0) print[stream](lines.join("\n"));
		},
		flush() {
			for (const stream of ["stdout", "stderr"] as const) {
				if (open[stream] !== "") print[stream](open[stream]);
				open[stream] = "";
			}
		},
	};
}
