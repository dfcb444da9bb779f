import { hide, hidesAny, masked } from "../errors/index.js";

type Write = typeof process.stdout.write;

/**
 * Masks secrets in what the process writes: those that Flyte mounted as variables from the start, and those that the body reads
 * from files once it has. A secret that two writes share is not seen.
 */
export function maskOutput(env: Readonly<Record<string, string | undefined>>): void {
	const prefix = env.FLYTE_SECRETS_ENV_PREFIX ?? "_FSEC_";
	for (const name of Object.keys(env)) if (prefix !== "" && name.startsWith(prefix)) hide(env[name] ?? "");
	for (const stream of [process.stdout, process.stderr]) {
		const write: Write = stream.write.bind(stream);
		stream.write = ((chunk: Uint8Array | string, ...rest: [never]) =>
			write(hidesAny() ? maskedChunk(chunk) : chunk, ...rest)) as Write;
	}
}

function maskedChunk(chunk: Uint8Array | string): Uint8Array | string {
	if (typeof chunk === "string") return masked(chunk);
	const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("utf8");
	const clean = masked(text);
	return clean === text ? chunk : Buffer.from(clean, "utf8");
}
