import { hide, hidesAny, masked } from "../errors/index.js";

/** What lines of the code that is running begin with, where several calls share a container. */
let label: (() => string) | undefined;

/** Puts `give`'s text before each line from now on; undefined: nothing any more. */
export function labelOutput(give: (() => string) | undefined): void {
	label = give;
}

type Stream = NodeJS.WriteStream & { fd: number };

/**
 * Watches over what the process writes: secrets are masked, those that Flyte mounted as variables from the start and those that the
 * body reads from files once it has, and a reader that has gone away is no reason to fail. A secret that two writes share is not
 * seen. The streams are made when somebody first writes, as Node does it.
 */
export function watchOutput(env: Readonly<Record<string, string | undefined>>): void {
	const prefix = env.FLYTE_SECRETS_ENV_PREFIX ?? "_FSEC_";
	for (const name of Object.keys(env)) if (prefix !== "" && name.startsWith(prefix)) hide(env[name] ?? "");
	for (const name of ["stdout", "stderr"] as const) {
		const property = Object.getOwnPropertyDescriptor(process, name);
		const get = property?.get;
		if (get === undefined) {
			watched(process[name]);
			continue;
		}
		let stream: Stream | undefined;
		Object.defineProperty(process, name, {
			...property,
			get() {
				stream ??= watched(get.call(process));
				return stream;
			},
		});
	}
}

function watched(stream: Stream): Stream {
	const write = stream.write.bind(stream) as (chunk: Uint8Array | string, ...rest: never[]) => boolean;
	stream.write = ((chunk: Uint8Array | string, ...rest: never[]) =>
		write(labelled(hidesAny() ? maskedChunk(chunk) : chunk), ...rest)) as typeof stream.write;
	stream.on("error", () => {});
	return stream;
}

function labelled(chunk: Uint8Array | string): Uint8Array | string {
	const text = label?.() ?? "";
	return text === "" || typeof chunk !== "string" ? chunk : chunk.replace(/^(?=.)/gm, text);
}

function maskedChunk(chunk: Uint8Array | string): Uint8Array | string {
	if (typeof chunk === "string") return masked(chunk);
	const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("utf8");
	const clean = masked(text);
	return clean === text ? chunk : Buffer.from(clean, "utf8");
}
