import { FlyteError } from "../../errors/index.js";

/** A member of a tar archive as its header says it, before anything was judged. */
export interface TarMember {
	/** As it is written; of a PAX or GNU header where one stands before it. */
	readonly name: string;
	/** "file" and "folder" are what code is made of. */
	readonly kind: "file" | "folder" | "hard link" | "symbolic link" | "device" | "FIFO" | "member of an unknown kind";
	/** Permission bits, setuid and its kin included. */
	readonly mode: number;
	/** The content, where it stands in the archive. */
	readonly bytes: Uint8Array;
}

const BLOCK = 512;
const KINDS: ReadonlyMap<string, TarMember["kind"]> = new Map([
	["0", "file"],
	["\0", "file"],
	["1", "hard link"],
	["2", "symbolic link"],
	["3", "device"],
	["4", "device"],
	["5", "folder"],
	["6", "FIFO"],
]);
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The members of an unpacked tar archive in order: ustar, with PAX and GNU long names. Throws ARCHIVE_MALFORMED with the byte at
 * which reading stopped.
 */
export function* tarMembers(tar: Uint8Array): Generator<TarMember> {
	let longName: string | undefined;
	for (let at = 0; ; ) {
		const header = tar.subarray(at, at + BLOCK);
		if (header.length < BLOCK) throw malformed(at, "it is cut off: the end mark is missing");
		if (header.every((byte) => byte === 0)) return;
		if (checksum(header) !== octal(header, 148, 8, at)) throw malformed(at, "a header's checksum does not hold");
		const size = octal(header, 124, 12, at);
		const start = at + BLOCK;
		if (size > tar.length - start) throw malformed(at, `it is cut off inside a member of ${size} bytes`);
		const bytes = tar.subarray(start, start + size);
		at = start + Math.ceil(size / BLOCK) * BLOCK;
		const type = String.fromCharCode(header[156] as number);
		if (type === "x") {
			longName = paxPath(bytes, start) ?? longName;
			continue;
		}
		if (type === "L") {
			longName = text(bytes, start);
			continue;
		}
		if (type === "g" || type === "K") continue; // comments, and the target of a link, which is refused anyway
		yield {
			name: longName ?? ustarName(header, start),
			kind: KINDS.get(type) ?? "member of an unknown kind",
			mode: octal(header, 100, 8, start),
			bytes,
		};
		longName = undefined;
	}
}

function ustarName(header: Uint8Array, at: number): string {
	const name = text(header.subarray(0, 100), at);
	const isUstar = Buffer.from(header.subarray(257, 262)).toString("latin1") === "ustar";
	const isPosix = isUstar && header[262] === 0;
	const prefix = isPosix ? text(header.subarray(345, 500), at) : "";
	return prefix === "" ? name : `${prefix}/${name}`;
}

/** `path` of records `LENGTH KEY=VALUE\n`. A size there is only for files over 8 GB, which no archive of code has. */
function paxPath(records: Uint8Array, at: number): string | undefined {
	let path: string | undefined;
	for (let rest = records; rest.length > 0; ) {
		const space = rest.indexOf(0x20);
		const length = space < 1 ? Number.NaN : Number(Buffer.from(rest.subarray(0, space)).toString("latin1"));
		if (!Number.isInteger(length) || length <= space || length > rest.length)
			throw malformed(at, "a PAX header is broken");
		const record = decoded(rest.subarray(space + 1, length - 1), at);
		if (record.startsWith("path=")) path = record.slice("path=".length);
		if (record.startsWith("size=")) throw malformed(at, "a PAX header gives a size");
		rest = rest.subarray(length);
	}
	return path;
}

/** Text up to the first NUL. */
function text(bytes: Uint8Array, at: number): string {
	const end = bytes.indexOf(0);
	return decoded(end < 0 ? bytes : bytes.subarray(0, end), at);
}

function decoded(bytes: Uint8Array, at: number): string {
	try {
		return utf8.decode(bytes);
	} catch {
		throw malformed(at, "a name is not UTF-8");
	}
}

function octal(header: Uint8Array, from: number, length: number, at: number): number {
	const digits = Buffer.from(header.subarray(from, from + length))
		.toString("latin1")
		.replace(/[\0 ]+$/, "")
		.trim();
	if (digits === "") return 0;
	if (!/^[0-7]+$/.test(digits)) throw malformed(at, "a number in a header is none");
	return Number.parseInt(digits, 8);
}

/** The sum of a header's bytes, its own field counted as spaces. */
function checksum(header: Uint8Array): number {
	let sum = 0;
	for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte;
	return sum;
}

function malformed(at: number, problem: string): FlyteError {
	return new FlyteError("ARCHIVE_MALFORMED", `not a sound tar archive at byte ${at}: ${problem}`, {
		wayOut: "package or register the code again",
	});
}
