import { Readable } from "node:stream";
import type { Clock } from "../context/ports/index.js";
import { displayUri } from "../context/uri.js";
import { FlyteError } from "../errors/index.js";
import type { SignedUpload } from "../wire/admin/index.js";

/** What is put: its content may be read again, for another attempt. */
export interface Upload {
	readonly md5: Uint8Array;
	readonly size: number;
	body(): Uint8Array | Readable;
}

const ATTEMPTS = 4;

/**
 * Puts a file at a signed URL, with the headers that the signature was made over. Tries again where the store was busy or the connection broke.
 * The URL is a secret and stays out of every message.
 * @throws FlyteError REMOTE_UPLOAD naming the place, the store's status and its own code
 */
export async function putSigned(
	location: Pick<SignedUpload, "signedUrl" | "nativeUrl" | "headers">,
	upload: Upload,
	{ clock }: { readonly clock: Clock },
): Promise<void> {
	const host = hostOf(location.signedUrl);
	const headers = new Headers([...location.headers]);
	headers.set("content-length", String(upload.size));
	headers.set("content-md5", Buffer.from(upload.md5).toString("base64"));
	// Azure refuses a PUT that does not say what it makes; others ignore it.
	if (/\.blob\.core\./.test(host)) headers.set("x-ms-blob-type", "BlockBlob");
	for (let attempt = 1; ; attempt++) {
		const outcome = await once(location.signedUrl, headers, upload);
		if (outcome === undefined) return;
		if (!outcome.again || attempt === ATTEMPTS) {
			const times = attempt > 1 ? ` after ${attempt} attempts` : "";
			throw new FlyteError(
				"REMOTE_UPLOAD",
				`${host} did not take ${displayUri(location.nativeUrl)} (${upload.size} bytes)${times}: ${outcome.what}`,
				{ wayOut: "check that this machine reaches the store's address, and the deployment's signing configuration" },
			);
		}
		await clock.sleep(200 * 2 ** (attempt - 1));
	}
}

async function once(
	url: string,
	headers: Headers,
	upload: Upload,
): Promise<{ readonly what: string; readonly again: boolean } | undefined> {
	const body = upload.body();
	try {
		const init: RequestInit & { duplex?: "half" } = {
			method: "PUT",
			headers,
			body: body instanceof Readable ? (Readable.toWeb(body) as unknown as ReadableStream) : body.slice(),
			redirect: "error",
			...(body instanceof Readable ? { duplex: "half" as const } : {}),
		};
		const response = await fetch(url, init);
		const text = await response.text();
		if (response.ok) return undefined;
		const code = /<Code>([^<]{1,80})<\/Code>/.exec(text)?.[1];
		const what = `HTTP ${response.status}${code === undefined ? "" : ` ${code}`}`;
		return { what, again: response.status >= 500 || response.status === 429 || response.status === 408 };
	} catch (error) {
		// fetch's own messages may hold the URL; the system's code says enough
		const { cause } = error as { cause?: { code?: string; message?: string } };
		return { what: cause?.code ?? cause?.message ?? "the connection broke", again: true };
	} finally {
		if (body instanceof Readable) body.destroy();
	}
}

function hostOf(url: string): string {
	try {
		return new URL(url).host;
	} catch {
		throw new FlyteError("REMOTE_UPLOAD", "the data proxy's signed URL is not a URL");
	}
}
