import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { CodeFile } from "./build-code.js";

/** Packaged code in one file. */
export interface CodeArchive {
	/** A gzipped tar archive. */
	readonly bytes: Uint8Array;
	/** SHA-256 of the unpacked archive, hexadecimal: equal files give an equal digest, whatever compressed them. */
	readonly digest: string;
	/** Bytes before compression. */
	readonly unpackedSize: number;
}

/** One moment for all files of all archives: equal content gives equal bytes. */
const EPOCH = new Date(0);

/** Packs files, sorted by path, with nothing of this machine or moment: owner 0, time 0, one mode. */
export async function packArchive(files: readonly CodeFile[]): Promise<CodeArchive> {
	const { packTar } = await import("modern-tar");
	const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
	const tar = await packTar(
		sorted.map(({ path, bytes, executable }) => ({
			header: {
				name: path,
				size: bytes.length,
				type: "file",
				mode: executable === true ? 0o755 : 0o644,
				mtime: EPOCH,
				uid: 0,
				gid: 0,
			},
			body: bytes,
		})),
	);
	const bytes = gzipSync(tar, { level: 9 });
	bytes[9] = 0xff; // "unknown": else zlib writes which system it ran on
	return { bytes, digest: createHash("sha256").update(tar).digest("hex"), unpackedSize: tar.length };
}
