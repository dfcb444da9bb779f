import { existsSync, readFileSync } from "node:fs";

/** A row as its bytes say it: the row's number, and its columns in order. */
export interface CarvedRow {
	readonly rowid: number;
	readonly columns: readonly (number | string | Uint8Array | null)[];
}

const PAGE_SIZES = [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536];
const LEAF = 0x0d;
const WAL_HEADER = 32;
const FRAME_HEADER = 24;

/**
 * Gives every row that lies in a leaf of any table, without the tables' trees, which may be what is damaged. Rows come as the pages
 * do; one may come twice, in an older state too. Format: https://sqlite.org/fileformat2.html.
 */
export function carveRows(path: string, visit: (row: CarvedRow) => void): void {
	const database = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
	const size = pageSizeOf(database);
	const later = existsSync(`${path}-wal`)
		? committedPages(readFileSync(`${path}-wal`), size)
		: new Map<number, Buffer>();
	const pages = Math.max(Math.ceil(database.length / size), ...later.keys(), 0);
	const page = (number: number): Buffer | undefined => {
		const there = later.get(number) ?? database.subarray((number - 1) * size, number * size);
		return number >= 1 && there.length > 0 ? there : undefined;
	};
	for (let number = 1; number <= pages; number++) {
		const bytes = page(number);
		if (bytes !== undefined) carvePage(bytes, number === 1 ? 100 : 0, size, page, visit);
	}
}

function pageSizeOf(database: Buffer): number {
	const said = database.length >= 18 ? database.readUInt16BE(16) : 0;
	const size = said === 1 ? 65536 : said;
	return PAGE_SIZES.includes(size) ? size : 4096; // what SQLite makes unless it is told otherwise
}

/** Pages of the log whose checksums hold, up to its last commit; the newest of each. */
function committedPages(wal: Buffer, size: number): Map<number, Buffer> {
	const committed = new Map<number, Buffer>();
	if (wal.length < WAL_HEADER) return committed;
	const bigEndian = (wal.readUInt32BE(0) & 1) === 1;
	const word = (bytes: Buffer, at: number) => (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
	let [s0, s1] = [0, 0];
	const add = (bytes: Buffer) => {
		for (let at = 0; at + 8 <= bytes.length; at += 8) {
			s0 = (s0 + word(bytes, at) + s1) >>> 0;
			s1 = (s1 + word(bytes, at + 4) + s0) >>> 0;
		}
	};
	add(wal.subarray(0, 24));
	let waiting: [number, Buffer][] = [];
	for (let at = WAL_HEADER; at + FRAME_HEADER + size <= wal.length; at += FRAME_HEADER + size) {
		const head = wal.subarray(at, at + FRAME_HEADER);
		const bytes = wal.subarray(at + FRAME_HEADER, at + FRAME_HEADER + size);
		add(head.subarray(0, 8));
		add(bytes);
		const ofThisLog = head.readBigUInt64BE(8) === wal.readBigUInt64BE(16);
		if (!ofThisLog || head.readUInt32BE(16) !== s0 || head.readUInt32BE(20) !== s1) break;
		waiting.push([head.readUInt32BE(0), bytes]);
		if (head.readUInt32BE(4) === 0) continue;
		for (const [number, page] of waiting) committed.set(number, page);
		waiting = [];
	}
	return committed;
}

type PageOf = (number: number) => Buffer | undefined;

function carvePage(page: Buffer, head: number, size: number, other: PageOf, visit: (row: CarvedRow) => void): void {
	if (page.length < head + 8 || page[head] !== LEAF) return;
	const cells = page.readUInt16BE(head + 3);
	for (let cell = 0; cell < cells; cell++) {
		const pointer = head + 8 + cell * 2;
		if (pointer + 2 > page.length) return;
		try {
			const row = carveCell(page, page.readUInt16BE(pointer), size, other);
			if (row !== undefined) visit(row);
		} catch (error) {
			if (!(error instanceof RangeError)) throw error; // it points outside of its page: it is no row
		}
	}
}

function carveCell(page: Buffer, at: number, size: number, other: PageOf): CarvedRow | undefined {
	const length = varint(page, at);
	const rowid = varint(page, length.next);
	if (length.value > 2 ** 31) return undefined;
	const payload = payloadOf(page, rowid.next, length.value, size, other);
	return payload === undefined ? undefined : { rowid: rowid.value, columns: columnsOf(payload) };
}

/** What is in the page, and the rest from the pages that follow. Undefined where these come to an end too early. */
function payloadOf(page: Buffer, at: number, length: number, size: number, other: PageOf): Buffer | undefined {
	const most = size - 35;
	if (length <= most) return at + length <= page.length ? page.subarray(at, at + length) : undefined;
	const least = Math.floor(((size - 12) * 32) / 255) - 23;
	const fitting = least + ((length - least) % (size - 4));
	const here = fitting <= most ? fitting : least;
	const parts = [page.subarray(at, at + here)];
	let left = length - here;
	let number = page.readUInt32BE(at + here);
	while (left > 0) {
		const next = other(number);
		if (next === undefined || next.length < 4) return undefined;
		const part = next.subarray(4, 4 + Math.min(left, size - 4));
		parts.push(part);
		left -= part.length;
		number = next.readUInt32BE(0);
		if (part.length === 0) return undefined;
	}
	return Buffer.concat(parts);
}

function columnsOf(payload: Buffer): CarvedRow["columns"] {
	const head = varint(payload, 0);
	const columns: (number | string | Uint8Array | null)[] = [];
	let at = head.next;
	let body = head.value;
	while (at < head.value) {
		const type = varint(payload, at);
		at = type.next;
		const { value, length } = column(payload, body, type.value);
		columns.push(value);
		body += length;
	}
	return columns;
}

const INTEGERS = [0, 1, 2, 3, 4, 6, 8];

function column(payload: Buffer, at: number, type: number): { value: CarvedRow["columns"][number]; length: number } {
	if (type === 0) return { value: null, length: 0 };
	if (type <= 6) {
		const length = INTEGERS[type] as number;
		return { value: length === 8 ? Number(payload.readBigInt64BE(at)) : payload.readIntBE(at, length), length };
	}
	if (type === 7) return { value: payload.readDoubleBE(at), length: 8 };
	if (type === 8 || type === 9) return { value: type - 8, length: 0 };
	const length = (type - (type % 2 === 0 ? 12 : 13)) / 2;
	if (type < 12 || at + length > payload.length) throw new RangeError("a column ends outside of its row");
	const bytes = payload.subarray(at, at + length);
	return { value: type % 2 === 0 ? new Uint8Array(bytes) : bytes.toString("utf8"), length };
}

/** SQLite's big-endian varint of up to nine bytes; throws a RangeError where it leaves its page. */
function varint(bytes: Buffer, from: number): { readonly value: number; readonly next: number } {
	let value = 0n;
	for (let i = 0; i < 9; i++) {
		const byte = bytes.readUInt8(from + i);
		if (i === 8) return { value: Number(BigInt.asIntN(64, (value << 8n) | BigInt(byte))), next: from + 9 };
		value = (value << 7n) | BigInt(byte & 0x7f);
		if (byte < 0x80) return { value: Number(value), next: from + i + 1 };
	}
	throw new RangeError("a number has no end");
}
