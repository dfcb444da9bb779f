import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { writeAside } from "../context/files/write-aside.js";
import { displayUri, schemeOf } from "../context/uri.js";
import { FlyteError, isFlyteError } from "../errors/index.js";
import { createDownloadLocation, createUploadLocation } from "../wire/admin/index.js";
import { type Place, placeIn, type RemoteSession } from "./session.js";
import { putSigned } from "./signed-put.js";

/** A file that was put into the cluster's store. */
export interface Uploaded {
	/** The cluster's own URI of it; of a folder, what its files have in common. */
	readonly uri: string;
	/** MD5 of the file, in base64; undefined of a folder. */
	readonly md5?: string;
	readonly files: number;
}

/** Puts a file, or a folder with all that is in it, where the data proxy says. Throws REMOTE_UPLOAD. */
export async function uploadFile(
	session: RemoteSession,
	path: string,
	options: Place & { readonly filenameRoot?: string } = {},
): Promise<Uploaded> {
	const found = await stat(path).catch((cause) => {
		throw new FlyteError("REMOTE_UPLOAD", `cannot upload ${path}: ${(cause as Error).message}`, { cause });
	});
	if (!found.isDirectory()) {
		const { uri, md5 } = await putFile(session, path, basename(path), options.filenameRoot, options);
		return { uri, md5, files: 1 };
	}
	const root = options.filenameRoot ?? session.random.id(24);
	const names = await filesBelow(path);
	let uri: string | undefined;
	for (const name of names) {
		const slash = name.lastIndexOf("/");
		const folder = slash < 0 ? root : `${root}/${name.slice(0, slash)}`;
		const put = await putFile(session, join(path, name), name.slice(slash + 1), folder, options);
		uri ??= put.uri.slice(0, -(name.length + 1));
	}
	if (uri === undefined) throw new FlyteError("REMOTE_UPLOAD", `there is no file in ${path}`);
	return { uri, files: names.length };
}

async function putFile(
	session: RemoteSession,
	path: string,
	filename: string,
	filenameRoot: string | undefined,
	place: Place,
): Promise<{ readonly uri: string; readonly md5: string }> {
	const hash = createHash("md5");
	for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
	const md5 = hash.digest();
	const { size } = await stat(path);
	const location = await createUploadLocation(session.transport, {
		...placeIn(session, place),
		filename,
		contentMd5: md5,
		...(filenameRoot === undefined ? {} : { filenameRoot }),
	});
	await putSigned(location, { md5, size, body: () => createReadStream(path) }, session);
	return { uri: location.nativeUrl, md5: md5.toString("base64") };
}

async function filesBelow(folder: string): Promise<readonly string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.replace(/[/]+$/, "").length + 1))
		.sort();
}

export interface DownloadOptions {
	/** The file that it is written to, whole or not at all. */
	readonly to: string;
}

/**
 * The bytes of a blob of the cluster's: from its store where one here serves the URI, else by a link that the data proxy signs.
 * Throws REMOTE_DOWNLOAD, or what the store throws.
 */
export async function download(session: RemoteSession, uri: string): Promise<Uint8Array> {
	return isServed(session, uri) ? session.blobs.read(uri) : get(await signedLink(session, uri), uri);
}

/** Writes it to a file as it comes. */
export async function downloadTo(session: RemoteSession, uri: string, { to }: DownloadOptions): Promise<void> {
	const chunks = await openDownload(session, uri);
	await writeAside(to, async (file) => {
		for await (const chunk of chunks) await file.appendFile(chunk);
	});
}

/** The same as it comes, without holding the whole. */
export async function openDownload(session: RemoteSession, uri: string): Promise<ReadableStream<Uint8Array>> {
	if (isServed(session, uri)) return session.blobs.openRead(uri);
	const { body } = await answerOf(await signedLink(session, uri), uri);
	return body ?? new Blob([]).stream();
}

function isServed({ blobs }: RemoteSession, uri: string): boolean {
	return blobs.schemes.includes(schemeOf(uri) ?? "file");
}

async function signedLink({ transport }: RemoteSession, uri: string): Promise<string> {
	try {
		return await createDownloadLocation(transport, uri);
	} catch (error) {
		if (!isFlyteError(error, "REMOTE_UNSUPPORTED")) throw error;
		throw new FlyteError(
			"REMOTE_DOWNLOAD",
			`no store here serves ${displayUri(uri)}, and ${transport.endpoint} signs no links to it`,
			{ wayOut: "give the client a BlobStore for it: new FlyteRemote(config, { blobs })", cause: error },
		);
	}
}

/** Reads a signed link, which stays out of messages. */
export async function get(link: string, shown: string): Promise<Uint8Array> {
	return new Uint8Array(await (await answerOf(link, shown)).arrayBuffer());
}

async function answerOf(link: string, shown: string): Promise<Response> {
	let response: Response;
	try {
		response = await fetch(link, { redirect: "follow" });
	} catch (error) {
		const { cause } = error as { cause?: { code?: string; message?: string } };
		const why = cause?.code ?? cause?.message ?? "the connection broke";
		throw new FlyteError("REMOTE_DOWNLOAD", `cannot download ${displayUri(shown)}: ${why}`);
	}
	if (response.ok) return response;
	await response.body?.cancel();
	throw new FlyteError("REMOTE_DOWNLOAD", `cannot download ${displayUri(shown)}: HTTP ${response.status}`);
}
