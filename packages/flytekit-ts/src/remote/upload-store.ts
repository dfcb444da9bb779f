import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";
import type { BlobStore } from "../context/ports/index.js";
import { displayUri, nameBelow, schemeOf } from "../context/uri.js";
import { FlyteError } from "../errors/index.js";
import type { ConvertContext } from "../types/index.js";
import { createUploadLocation } from "../wire/admin/index.js";
import type { RemoteSession } from "./session.js";
import { putSigned, type Upload } from "./signed-put.js";

/** Names a place below a fresh root, to learn where the cluster's store puts such files. */
const PROBE = "probe";

/**
 * Conversion whose new blobs go to the cluster's own store, through URLs that its data proxy signs: no credentials for the store are needed here.
 * The proxy puts equal roots into one place, so the URI of a file is known before it is uploaded.
 */
export async function uploadContext(
	session: RemoteSession,
	place: { readonly project: string; readonly domain: string },
): Promise<ConvertContext> {
	const root = session.random.id(24);
	const { nativeUrl } = await createUploadLocation(session.transport, {
		...place,
		filename: PROBE,
		filenameRoot: root,
		contentMd5: createHash("md5").digest(),
	});
	if (!nativeUrl.endsWith(`/${root}/${PROBE}`)) {
		throw new FlyteError(
			"REMOTE_UPLOAD",
			`${session.transport.endpoint} offers ${displayUri(nativeUrl)} for the file ${root}/${PROBE}: files given as inputs cannot be named beforehand`,
			{ wayOut: "put them into the cluster's store yourself and give their URIs" },
		);
	}
	const prefix = nativeUrl.slice(0, -`/${PROBE}`.length);
	return {
		blobs: new UploadStore(session, place, root, prefix),
		random: session.random,
		rawOutputPrefix: prefix,
	};
}

/** Reads as the session's stores do; writes below one prefix, through signed URLs. */
class UploadStore implements BlobStore {
	readonly schemes: readonly string[];
	readonly #session: RemoteSession;
	readonly #place: { readonly project: string; readonly domain: string };
	readonly #root: string;
	readonly #prefix: string;

	constructor(
		session: RemoteSession,
		place: { readonly project: string; readonly domain: string },
		root: string,
		prefix: string,
	) {
		this.#session = session;
		this.#place = place;
		this.#root = root;
		this.#prefix = prefix;
		const scheme = schemeOf(prefix) ?? "file";
		this.schemes = [...new Set([...session.blobs.schemes, scheme])];
	}

	read(uri: string, range?: { readonly start: number; readonly end?: number }): Promise<Uint8Array> {
		return this.#session.blobs.read(uri, range);
	}

	openRead(uri: string): Promise<ReadableStream<Uint8Array>> {
		return this.#session.blobs.openRead(uri);
	}

	stat(uri: string): Promise<{ readonly size: number } | undefined> {
		return this.#session.blobs.stat(uri);
	}

	list(prefix: string): Promise<readonly string[]> {
		return this.#session.blobs.list(prefix);
	}

	/** What was uploaded stays: nobody signs a URL that takes it away. */
	async delete(): Promise<void> {}

	async write(uri: string, data: Uint8Array): Promise<void> {
		const md5 = createHash("md5").update(data).digest();
		await this.#put(uri, { md5, size: data.byteLength, body: () => data });
	}

	/** By way of a file of this machine: a signature holds for one content, whose digest must be known first. */
	async writeStream(uri: string, data: ReadableStream<Uint8Array>): Promise<void> {
		const folder = await mkdtemp(join(tmpdir(), "flytekit-ts-upload-"));
		try {
			const file = join(folder, "content");
			const hash = createHash("md5");
			await pipeline(
				Readable.fromWeb(data as NodeStream),
				async function* (chunks: AsyncIterable<Uint8Array>) {
					for await (const chunk of chunks) {
						hash.update(chunk);
						yield chunk;
					}
				},
				createWriteStream(file),
			);
			const { size } = await stat(file);
			await this.#put(uri, { md5: hash.digest(), size, body: () => createReadStream(file) });
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	}

	async #put(uri: string, upload: Upload): Promise<void> {
		const name = nameBelow(this.#prefix, uri);
		if (name === undefined) {
			throw new FlyteError("REMOTE_UPLOAD", `${displayUri(uri)} is not below ${displayUri(this.#prefix)}`);
		}
		const slash = name.lastIndexOf("/");
		const location = await createUploadLocation(this.#session.transport, {
			...this.#place,
			filename: name.slice(slash + 1),
			filenameRoot: slash < 0 ? this.#root : `${this.#root}/${name.slice(0, slash)}`,
			contentMd5: upload.md5,
		});
		if (location.nativeUrl !== uri) {
			throw new FlyteError(
				"REMOTE_UPLOAD",
				`${this.#session.transport.endpoint} would put ${displayUri(uri)} at ${displayUri(location.nativeUrl)}`,
			);
		}
		await putSigned(location, upload, this.#session);
	}
}
