import { closeSync, fstatSync, openSync } from "node:fs";
import type { Readable } from "node:stream";

/** What a command may touch of the process around it; tests put their own in its place. */
export interface Io {
	readonly cwd: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly stdin: Stdin;
	readonly stdout: Sink;
	readonly stderr: Sink;
}

/** One of the two output streams. */
export interface Sink {
	write(text: string): void;
	/** A person looks at it: live lines may be redrawn. */
	readonly isTTY: boolean;
	/** Columns of the terminal; undefined where it is none. */
	readonly columns: number | undefined;
	readonly color: boolean;
	/** For renderers that need the stream itself. */
	readonly stream: NodeJS.WriteStream;
	/** Resolves when all that was written has left the process. */
	flush(): Promise<void>;
}

export interface Stdin {
	/** "file" is a redirected file, "pipe" a pipe or socket, "none" a terminal, /dev/null or a closed descriptor. */
	readonly kind: "file" | "pipe" | "none";
	readonly stream: Readable;
}

/** The process's own streams. A reader that goes away (`| head`) is not an error: what it does not read is dropped. */
export function processIo(): Io {
	const { env } = process;
	return {
		cwd: process.cwd(),
		env,
		stdin: {
			kind: stdinKind(),
			get stream() {
				return process.stdin;
			},
		},
		stdout: sinkOf(process.stdout, env),
		stderr: sinkOf(process.stderr, env),
	};
}

function sinkOf(stream: NodeJS.WriteStream, env: Io["env"]): Sink {
	let gone = false;
	stream.on("error", (error: NodeJS.ErrnoException) => {
		if (error.code !== "EPIPE" && error.code !== "EOF" && error.code !== "ERR_STREAM_DESTROYED") throw error;
		gone = true;
	});
	const isTTY = stream.isTTY === true;
	return {
		write(text) {
			if (!gone) stream.write(text);
		},
		isTTY,
		columns: stream.columns,
		color: wantsColor(isTTY, env),
		stream,
		flush: () => new Promise((resolve) => (gone ? resolve() : stream.write("", () => resolve()))),
	};
}

/** https://no-color.org and FORCE_COLOR, as terminals' programs agree on. */
function wantsColor(isTTY: boolean, env: Io["env"]): boolean {
	if ((env.NO_COLOR ?? "") !== "") return false;
	const forced = env.FORCE_COLOR;
	if (forced !== undefined) return forced !== "0" && forced !== "false";
	return isTTY && env.TERM !== "dumb";
}

function stdinKind(): Stdin["kind"] {
	try {
		const stat = fstatSync(0);
		if (stat.isFile()) return "file";
		return stat.isFIFO() || stat.isSocket() ? "pipe" : "none";
	} catch {
		// Closed: whatever is opened next would get descriptor 0 and pass for standard input.
		try {
			if (openSync("/dev/null", "r") !== 0) closeSync(0);
		} catch {
			// nothing to hold the place with
		}
		return "none";
	}
}
