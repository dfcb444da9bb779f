import { gzipSync } from "node:zlib";

/** A member written as it is asked for, whether or not any tool would. */
export interface RawMember {
	readonly name: string;
	readonly type?: string;
	readonly mode?: number;
	readonly content?: string | Uint8Array;
	readonly link?: string;
	/** Says another size than the content has. */
	readonly size?: number;
	/** ustar's second part of the name. */
	readonly prefix?: string;
}

/** A gzipped tar archive of these members, with its end mark. */
export function rawArchive(members: readonly RawMember[], { end = true } = {}): Uint8Array {
	return gzipSync(Buffer.concat([...members.flatMap(member), ...(end ? [Buffer.alloc(1024)] : [])]), { level: 1 });
}

/** A PAX header that gives the next member its path. */
export function paxPath(path: string): RawMember {
	const body = ` path=${path}\n`;
	let length = Buffer.byteLength(body);
	while (Buffer.byteLength(`${length}${body}`) !== length) length = Buffer.byteLength(`${length}${body}`);
	return { name: "PaxHeaders/x", type: "x", content: `${length}${body}` };
}

function member({ name, type = "0", mode = 0o644, content = "", link = "", size, prefix = "" }: RawMember): Buffer[] {
	const bytes = Buffer.from(content as string);
	const header = Buffer.alloc(512);
	header.write(name, 0, 100, "latin1");
	octal(header, mode, 100, 8);
	octal(header, 0, 108, 8);
	octal(header, 0, 116, 8);
	octal(header, size ?? bytes.length, 124, 12);
	octal(header, 0, 136, 12);
	header.write(type, 156, 1, "latin1");
	header.write(link, 157, 100, "latin1");
	header.write("ustar\u000000", 257, "latin1");
	header.write(prefix, 345, 155, "latin1");
	header.fill(" ", 148, 156);
	octal(
		header,
		header.reduce((sum, byte) => sum + byte, 0),
		148,
		7,
	);
	return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
}

function octal(header: Buffer, value: number, at: number, length: number): void {
	header.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, length, "latin1");
}
