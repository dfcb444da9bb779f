import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { FlyteError } from "../../errors/index.js";
import type { GivenJson } from "./collect-inputs.js";
import { parseJson } from "./parse-json.js";
import { shown, WrongInput } from "./wrong-input.js";

/** Inputs from a JSON file. Throws CLI_INPUTS_FILE. */
export function inputsFile(path: string, cwd: string): GivenJson {
	let text: string;
	try {
		text = readFileSync(resolve(cwd, path), "utf8");
	} catch (cause) {
		const code = (cause as NodeJS.ErrnoException).code;
		const why =
			code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : (cause as Error).message;
		throw new FlyteError("CLI_INPUTS_FILE", `cannot read the inputs file ${JSON.stringify(path)}: ${why}`, { cause });
	}
	return { from: path, values: inputsJson(text, path) };
}

/**
 * Inputs from standard input, to its end. With `patienceMs`, gives up when nothing at all has come by then (a pipe that somebody
 * left open) and returns undefined; so it does for an empty input. Throws CLI_INPUTS_FILE.
 */
export async function inputsFromStdin(stream: Readable, patienceMs?: number): Promise<GivenJson | undefined> {
	const text = await readAll(stream, patienceMs);
	if (text.trim() === "") return undefined;
	return { from: "standard input", values: inputsJson(text, "standard input") };
}

function inputsJson(text: string, from: string): Readonly<Record<string, unknown>> {
	let value: unknown;
	try {
		value = parseJson(text.replace(/^\uFEFF/, ""));
	} catch (error) {
		if (!(error instanceof WrongInput)) throw error;
		throw new FlyteError("CLI_INPUTS_FILE", `${from}: ${error.hint ?? error.given}`, { cause: error });
	}
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
	throw new FlyteError("CLI_INPUTS_FILE", `${from} holds ${shown(value)} instead of an object of inputs`, {
		wayOut: 'write {"input": value, ...}',
	});
}

function readAll(stream: Readable, patienceMs: number | undefined): Promise<string> {
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		const finish = () => {
			clearTimeout(timer);
			stream.pause();
			// A pipe that stays open must not keep the process alive.
			(stream as { unref?: () => void }).unref?.();
			resolve(Buffer.concat(chunks).toString("utf8"));
		};
		const timer = patienceMs === undefined ? undefined : setTimeout(finish, patienceMs);
		stream.on("data", (chunk: Buffer | string) => {
			clearTimeout(timer);
			chunks.push(Buffer.from(chunk));
		});
		stream.once("end", finish);
		stream.once("error", (cause) => {
			clearTimeout(timer);
			reject(new FlyteError("CLI_INPUTS_FILE", `cannot read standard input: ${cause.message}`, { cause }));
		});
	});
}
