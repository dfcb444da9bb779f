import { execFileSync } from "node:child_process";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ArchiveLimits, unpackArchive } from "../../src/context/archive/unpack-archive.js";
import { isFlyteError } from "../../src/errors/index.js";
import { packArchive } from "../../src/loader/packaging/archive.js";
import { paxPath, type RawMember, rawArchive } from "./hostile-tar.js";

let outer: string;
let folder: string;

beforeEach(() => {
	outer = mkdtempSync(join(tmpdir(), "flyte-archive-"));
	folder = join(outer, "code");
	mkdirSync(folder);
	writeFileSync(join(outer, "victim"), "untouched");
});

afterEach(() => rmSync(outer, { recursive: true, force: true }));

const good: RawMember = { name: "a.mjs", content: "first" };

function refusal(archive: Uint8Array, limits?: ArchiveLimits): { code: string; summary: string } {
	try {
		unpackArchive(archive, folder, limits);
	} catch (error) {
		if (isFlyteError(error)) return { code: error.code, summary: error.summary };
		throw error;
	}
	throw new Error("it was unpacked");
}

interface Hostile {
	readonly title: string;
	/** After a good member, so that stopping half way would be seen. */
	readonly members: readonly RawMember[];
	readonly code?: string;
	readonly says: string;
	readonly limits?: ArchiveLimits;
}

const hostile: readonly Hostile[] = [
	{ title: "..", members: [{ name: "../victim", content: "x" }], says: '"../victim" leaves the folder by ..' },
	{ title: ".. inside", members: [{ name: "src/../../victim" }], says: "leaves the folder by .." },
	{ title: ".. in a PAX header", members: [paxPath("x/../../victim"), { name: "fine" }], says: "leaves the folder" },
	{ title: ".. in a GNU long name", members: [{ name: "l", type: "L", content: "../victim\0" }, good], says: "leaves" },
	{ title: ".. in ustar's prefix", members: [{ name: "victim", prefix: ".." }], says: "leaves the folder by .." },
	{ title: ".. with a backslash", members: [{ name: "..\\victim" }], says: "leaves the folder by .." },
	{ title: "an absolute path", members: [{ name: "/etc/cron.d/x" }], says: '"/etc/cron.d/x" has an absolute path' },
	{ title: "a drive's path", members: [{ name: "C:\\x" }], says: "has an absolute path" },
	{
		title: "a symbolic link",
		members: [{ name: "l", type: "2", link: "/etc/passwd" }],
		says: '"l" is a symbolic link',
	},
	{
		title: "a link, then a file through it",
		members: [
			{ name: "d", type: "2", link: ".." },
			{ name: "d/victim", content: "x" },
		],
		says: '"d" is a symbolic link',
	},
	{ title: "a hard link", members: [{ name: "h", type: "1", link: "../victim" }], says: '"h" is a hard link' },
	{ title: "a character device", members: [{ name: "null", type: "3" }], says: '"null" is a device' },
	{ title: "a block device", members: [{ name: "sda", type: "4" }], says: '"sda" is a device' },
	{ title: "a FIFO", members: [{ name: "pipe", type: "6" }], says: '"pipe" is a FIFO' },
	{ title: "a sparse file", members: [{ name: "s", type: "S" }], says: "is a member of an unknown kind" },
	{ title: "setuid", members: [{ name: "su", mode: 0o4755 }], says: '"su" has a setuid or setgid bit' },
	{
		title: "setgid on a folder",
		members: [{ name: "g/", type: "5", mode: 0o2755 }],
		says: "has a setuid or setgid bit",
	},
	{ title: "NUL in a name", members: [paxPath("a\0.mjs"), { name: "fine" }], says: "has a NUL in its name" },
	{ title: "a file twice", members: [{ name: "./a.mjs", content: "second" }], says: '"./a.mjs" is there twice' },
	{ title: "names that differ in case", members: [{ name: "A.MJS" }], says: 'collides with "a.mjs"' },
	{
		title: "folders that differ in case",
		members: [{ name: "src/x" }, { name: "SRC/y" }],
		says: '"SRC/y" collides with "src"',
	},
	{ title: "names that look alike", members: [paxPath("ﬁle"), { name: "x" }, { name: "file" }], says: "collides with" },
	{ title: "a file as a folder", members: [{ name: "a.mjs/b" }], says: '"a.mjs/b" is both a file and a folder' },
	{ title: "a name over 255 bytes", members: [paxPath(`d/${"n".repeat(256)}`), { name: "x" }], says: "over 255 bytes" },
	{ title: "no name", members: [{ name: "." }], says: '"." has no name' },
	{
		title: "too many members",
		members: Array.from({ length: 11 }, (_, i) => ({ name: `f${i}` })),
		limits: { members: 10 },
		code: "ARCHIVE_LIMIT",
		says: "holds more than 10 files and folders",
	},
	{
		title: "a bomb",
		members: [{ name: "zeros", content: new Uint8Array(8 << 20) }],
		limits: { bytes: 1 << 20 },
		code: "ARCHIVE_LIMIT",
		says: "holds more than 1048576 bytes unpacked",
	},
	{
		title: "a size beyond the end",
		members: [{ name: "big", size: 0o77777777777 }],
		code: "ARCHIVE_MALFORMED",
		says: "byte 1024: it is cut off inside a member of 8589934591 bytes",
	},
	{
		title: "a size in a PAX header",
		members: [{ name: "x", type: "x", content: "9 size=1\n" }, good],
		code: "ARCHIVE_MALFORMED",
		says: "a PAX header gives a size",
	},
	{
		title: "a name that is not UTF-8",
		members: [{ name: "\xff" }],
		code: "ARCHIVE_MALFORMED",
		says: "a name is not UTF-8",
	},
];

describe("unpackArchive", () => {
	it.each(hostile)("refuses $title, and writes nothing", ({ members, code = "ARCHIVE_MEMBER", says, limits }) => {
		const said = refusal(rawArchive([good, ...members]), limits);
		expect(said.code).toBe(code);
		expect(said.summary).toContain(says);
		expect(readdirSync(folder)).toEqual([]);
		expect(readdirSync(outer).sort()).toEqual(["code", "victim"]);
		expect(readFileSync(join(outer, "victim"), "utf8")).toBe("untouched");
	});

	it("refuses what is no gzip, a damaged header, a missing end, and every cut", () => {
		expect(refusal(Buffer.from("PK\x03\x04"))).toMatchObject({
			code: "ARCHIVE_MALFORMED",
			summary: "not a gzipped tar archive: it does not start as gzip does",
		});
		expect(refusal(rawArchive([good], { end: false })).summary).toContain("byte 1024: it is cut off");
		const tar = gunzipSync(rawArchive([good]));
		tar[0] = 0x7a;
		expect(refusal(gzipSync(tar)).summary).toContain("byte 0: a header's checksum does not hold");
		const whole = rawArchive([good, { name: "b.mjs", content: "second" }]);
		for (let length = 0; length < whole.length; length++) {
			expect(refusal(whole.subarray(0, length)).code).toBe("ARCHIVE_MALFORMED");
		}
		expect(readdirSync(folder)).toEqual([]);
	});

	it("never writes outside its folder and never hangs, whatever bytes of a tar are changed", () => {
		const tar = gunzipSync(rawArchive([good, { name: "src/", type: "5" }, paxPath("src/long.mjs"), { name: "x" }]));
		let unpacked = 0;
		let refused = 0;
		const changes = fc.array(fc.tuple(fc.nat(tar.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
		fc.assert(
			fc.property(changes, (bytes) => {
				const changed = Buffer.from(tar);
				for (const [at, byte] of bytes) changed[at] = byte;
				// headers that hold, so that more than the checksum is tested
				for (const at of [0, 1024, 1536, 2560]) mendChecksum(changed, at);
				try {
					unpackArchive(gzipSync(changed, { level: 1 }), folder);
					unpacked++;
				} catch (error) {
					expect(isFlyteError(error)).toBe(true);
					refused++;
				}
				expect(readdirSync(outer).sort()).toEqual(["code", "victim"]);
				rmSync(folder, { recursive: true });
				mkdirSync(folder);
			}),
			{ numRuns: 500, seed: 38 },
		);
		expect(Math.min(unpacked, refused)).toBeGreaterThan(20);
	});

	it("lays files over what is there, and keeps what the archive has not", () => {
		mkdirSync(join(folder, "src"));
		writeFileSync(join(folder, "src/old.mjs"), "old");
		writeFileSync(join(folder, "a.mjs"), "old");
		const members = [
			good,
			{ name: "src/new.mjs", content: "new" },
			{ name: "run.sh", mode: 0o755 },
			{ name: "./", type: "5" },
		];
		expect(unpackArchive(rawArchive(members), folder)).toEqual(["a.mjs", "src/new.mjs", "run.sh"]);
		expect(readdirSync(folder).sort()).toEqual(["a.mjs", "run.sh", "src"]);
		expect(readdirSync(join(folder, "src")).sort()).toEqual(["new.mjs", "old.mjs"]);
		expect(readFileSync(join(folder, "a.mjs"), "utf8")).toBe("first");
		expect(statSync(join(folder, "run.sh")).mode & 0o777).toBe(0o755);
		expect(statSync(join(folder, "a.mjs")).mode & 0o777).toBe(0o644);
	});

	it("does not follow a link that is there, nor replace a folder by a file", () => {
		symlinkSync("..", join(folder, "up"));
		const through = refusal(rawArchive([{ name: "up/victim", content: "x" }]));
		expect(through.summary).toBe(`a link is in the way of what the archive of code has at ${join(folder, "up")}`);
		mkdirSync(join(folder, "a.mjs"));
		expect(refusal(rawArchive([good])).summary).toContain("a folder is in the way");
		expect(readFileSync(join(outer, "victim"), "utf8")).toBe("untouched");
		expect(readdirSync(folder).sort()).toEqual(["a.mjs", "up"]);
	});

	it("says where it could not write", () => {
		writeFileSync(join(outer, "file"), "");
		const target = join(outer, "file/code");
		expect(() => unpackArchive(rawArchive([good]), target)).toThrow(
			`cannot unpack the archive of code to ${target}: ENOTDIR`,
		);
	});

	it("unpacks what GNU tar packs, long names included", () => {
		const source = join(outer, "source");
		const long = `${"deep/".repeat(30)}${"n".repeat(200)}.mjs`;
		mkdirSync(join(source, "deep/".repeat(30)), { recursive: true });
		writeFileSync(join(source, long), "long");
		writeFileSync(join(source, "日本.mjs"), "unicode");
		for (const format of ["gnu", "pax"]) {
			const archive = execFileSync("tar", ["-C", source, `--format=${format}`, "-cz", "."], { maxBuffer: 1 << 24 });
			unpackArchive(archive, folder);
			expect(readFileSync(join(folder, long), "utf8")).toBe("long");
			expect(readFileSync(join(folder, "日本.mjs"), "utf8")).toBe("unicode");
			rmSync(folder, { recursive: true });
			mkdirSync(folder);
		}
	});
});

describe("packArchive", () => {
	it("gives equal bytes for equal files in any order, which GNU tar and we unpack", async () => {
		const long = `${"deep/".repeat(30)}${"n".repeat(200)}.mjs`;
		const files = [
			{ path: "z.mjs", bytes: Buffer.from("z") },
			{ path: long, bytes: Buffer.from("long") },
			{ path: "bin/tool", bytes: Buffer.from("#!"), executable: true },
			{ path: "日本.mjs", bytes: Buffer.from("unicode") },
			{ path: "empty", bytes: Buffer.alloc(0) },
		];
		const one = await packArchive(files);
		const other = await packArchive([...files].reverse());
		expect(Buffer.compare(one.bytes, other.bytes)).toBe(0);
		expect(one.digest).toMatch(/^[0-9a-f]{64}$/);
		const changed = await packArchive([...files.slice(1), { path: "z.mjs", bytes: Buffer.from("y") }]);
		expect(changed.digest).not.toBe(one.digest);
		writeFileSync(join(outer, "a.tgz"), one.bytes);
		execFileSync("tar", ["-C", folder, "-xzf", join(outer, "a.tgz")]);
		const theirs = files.map(({ path }) => readFileSync(join(folder, path), "utf8"));
		rmSync(folder, { recursive: true });
		unpackArchive(one.bytes, folder);
		expect(files.map(({ path }) => readFileSync(join(folder, path), "utf8"))).toEqual(theirs);
		expect(statSync(join(folder, "bin/tool")).mode & 0o777).toBe(0o755);
		expect(existsSync(join(folder, "empty"))).toBe(true);
	});
});

/** Writes a header's checksum anew. */
function mendChecksum(tar: Buffer, at: number): void {
	if (at + 512 > tar.length) return;
	tar.fill(" ", at + 148, at + 156);
	const sum = tar.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
	tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, at + 148, "latin1");
}
