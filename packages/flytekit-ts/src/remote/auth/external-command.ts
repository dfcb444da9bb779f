import { spawn } from "node:child_process";
import { FlyteError } from "../../errors/index.js";
import { isToken } from "./credentials.js";

/** A command that prints a token does it in this time, milliseconds. */
const LIMIT_MS = 60_000;
/** No token is longer, bytes; gRPC servers take headers of 8 to 64 KiB in all. */
const MAX_BYTES = 1 << 16;

/**
 * The token that a program prints: its standard output without white space around it. The program gets no shell and no input; what it writes to
 * standard error is not looked at and not shown, for a token may be there too. flytekit: CommandAuthenticator.
 * @param setting the configuration's word for it, `admin.command`, for messages
 * @param command program and arguments; messages name the program only, for arguments may hold secrets
 * @throws FlyteError AUTH_COMMAND, AUTH_CONFIG
 */
export async function tokenOfCommand(
	setting: string,
	command: readonly string[] | undefined,
	endpoint: string,
	limitMs = LIMIT_MS,
): Promise<string> {
	const [program, ...args] = command ?? [];
	if (program === undefined || program === "")
		throw new FlyteError("AUTH_CONFIG", `logging in to ${endpoint} by a command needs one, and ${setting} is empty`, {
			wayOut: `set ${setting} to a list: the program and its arguments`,
		});
	const failed = (why: string) =>
		new FlyteError("AUTH_COMMAND", `${setting} (${program}), which prints the token for ${endpoint}, ${why}`, {
			wayOut: "run the command in a terminal: it is to print the token alone to standard output and exit with 0",
		});
	const { output, end } = await run(program, args, limitMs);
	if (end !== undefined) throw failed(end);
	const token = output.trim();
	if (token === "") throw failed("printed nothing");
	if (!isToken(token)) throw failed("printed more than one word, or characters that no header takes");
	return token;
}

function run(
	program: string,
	args: readonly string[],
	limitMs: number,
): Promise<{ readonly output: string; readonly end: string | undefined }> {
	return new Promise((resolve) => {
		const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"], windowsHide: true });
		const chunks: Buffer[] = [];
		let size = 0;
		let end: string | undefined;
		const stop = (why: string) => {
			end ??= why;
			child.kill("SIGKILL");
			child.stdout.destroy();
		};
		const timer = setTimeout(() => stop(`did not end within ${limitMs / 1000} s`), limitMs);
		child.stdout.on("data", (chunk: Buffer) => {
			size += chunk.length;
			if (size > MAX_BYTES) stop(`printed more than ${MAX_BYTES} bytes`);
			else chunks.push(chunk);
		});
		child.once("error", (error: NodeJS.ErrnoException) => {
			clearTimeout(timer);
			resolve({ output: "", end: `cannot be started: ${error.code}` });
		});
		child.once("close", (code, signal) => {
			clearTimeout(timer);
			resolve({
				output: Buffer.concat(chunks).toString("utf8"),
				end: end ?? (code === 0 ? undefined : code === null ? `was ended by ${signal}` : `exited with ${code}`),
			});
		});
	});
}
