import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { FlyteError } from "../../errors/index.js";
import { withoutText, withText } from "./read-text.js";
import { BUSY_MS, storeError } from "./store-error.js";

/** A row as libsql gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** The bytes of a blob column: libsql gives a Buffer from one call and an ArrayBuffer from another. Undefined where it holds another kind of value. */
export function bytesIn(value: unknown): Uint8Array | undefined {
	if (value instanceof ArrayBuffer) return new Uint8Array(value);
	if (value instanceof Uint8Array) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
	return undefined;
}

/** The same, where nothing else may be. `where` names it. Throws JOURNAL_DAMAGED. */
export function blobOf(value: unknown, where: string): Uint8Array {
	const bytes = bytesIn(value);
	if (bytes !== undefined) return bytes;
	throw new FlyteError(
		"JOURNAL_DAMAGED",
		`${where} holds ${value === null ? "nothing" : `a ${typeof value}`} where bytes were written`,
		{
			wayOut: "save what can be read with: tsflyte recover --salvage",
		},
	);
}

/** What a statement takes and gives: SQLite's kinds. */
export type SqlValue = string | number | Uint8Array | null;

/** Values in a list: bytes alone would be taken for named parameters. */
interface Statement {
	run(values: readonly SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number };
	get(values: readonly SqlValue[]): Row | undefined;
	all(values: readonly SqlValue[]): Row[];
	columns(): readonly { readonly name: string }[];
}

/** A select as it is run, and the columns that it was written with. */
interface Read {
	readonly statement: Statement;
	readonly columns: readonly string[];
}

interface Connection {
	prepare(sql: string): Statement;
	exec(sql: string): void;
	pragma(text: string, options?: { readonly simple?: boolean }): unknown;
	close(): void;
}

/**
 * How much a committed record survives: "power" is on the disk before a commit returns (synchronous=FULL); "process" survives
 * the death of the process but maybe not of the machine (NORMAL).
 */
export type Durability = "power" | "process";

/** Opened once in a process, and only by one that keeps a journal: it loads a native library. */
let driver: (new (path: string) => Connection) | undefined;

/**
 * A SQLite file, write-ahead logged. Statements are prepared once. Errors come as JOURNAL_* that name the file and the way out.
 */
export class StoreDatabase {
	readonly path: string;
	readonly #connection: Connection;
	readonly #busyMs: number;
	readonly #statements = new Map<string, Statement>();
	readonly #reads = new Map<string, Read>();

	/** Makes the file where there is none; its folder must be there. `busyMs` is the patience with other processes. Throws JOURNAL_OPEN, JOURNAL_DAMAGED, JOURNAL_IO. */
	constructor(path: string, durability: Durability, busyMs = BUSY_MS) {
		this.path = path;
		this.#busyMs = busyMs;
		driver ??= createRequire(import.meta.url)("libsql") as NonNullable<typeof driver>;
		const Database = driver;
		this.#connection = this.#guard("open", () => new Database(address(path)));
		this.#guard("open", () => {
			this.#connection.pragma(`busy_timeout = ${busyMs}`);
			this.#connection.pragma("journal_mode = WAL");
			this.#connection.pragma(`synchronous = ${durability === "power" ? "FULL" : "NORMAL"}`);
		});
	}

	run(sql: string, ...values: SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number } {
		return this.#guard("write", () => this.#statement(sql).run(values));
	}

	get(sql: string, ...values: SqlValue[]): Row | undefined {
		return this.#guard("read", () => {
			const { statement, columns } = this.#read(sql);
			const row = statement.get(values);
			return row === undefined ? undefined : withText(row, columns);
		});
	}

	all(sql: string, ...values: SqlValue[]): readonly Row[] {
		return this.#guard("read", () => {
			const { statement, columns } = this.#read(sql);
			return statement.all(values).map((row) => withText(row, columns));
		});
	}

	exec(sql: string): void {
		this.#guard("write", () => this.#connection.exec(sql));
	}

	/** The value of a pragma, or what setting it gives. */
	pragma(text: string): unknown {
		return this.#guard("read", () => {
			const row = this.#connection.prepare(`pragma ${text}`).get([]);
			return row === undefined ? undefined : Object.values(row)[0];
		});
	}

	/** All of `work` or nothing. Takes the write lock at once, so that what is read inside is still true when it is written. */
	transaction<T>(work: () => T): T {
		this.exec("begin immediate");
		let result: T;
		try {
			result = work();
			this.exec("commit");
		} catch (error) {
			try {
				this.#connection.exec("rollback");
			} catch {
				// SQLite has rolled back by itself; the error that led here says more
			}
			throw error;
		}
		return result;
	}

	close(): void {
		this.#statements.clear();
		this.#reads.clear();
		this.#connection.close();
	}

	#statement(sql: string): Statement {
		let statement = this.#statements.get(sql);
		if (statement === undefined) {
			statement = this.#connection.prepare(sql);
			this.#statements.set(sql, statement);
		}
		return statement;
	}

	#read(sql: string): Read {
		let read = this.#reads.get(sql);
		if (read === undefined) {
			const columns = this.#connection
				.prepare(sql)
				.columns()
				.map(({ name }) => name);
			read = { statement: this.#connection.prepare(withoutText(sql, columns)), columns };
			this.#reads.set(sql, read);
		}
		return read;
	}

	#guard<T>(doing: "open" | "read" | "write", work: () => T): T {
		try {
			return work();
		} catch (error) {
			throw storeError(this.path, doing, error, this.#busyMs);
		}
	}
}

/**
 * How SQLite is told of the file. By a URI, since that names the system's own file access: the layer that the driver puts over it,
 * for encryption, takes a read that failed for one that did not, and copies what it then has into the database.
 */
function address(path: string): string {
	return process.platform === "win32" ? path : `${pathToFileURL(path).href}?vfs=unix`;
}
