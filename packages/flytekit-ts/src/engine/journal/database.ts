import { createRequire } from "node:module";
import { FlyteError } from "../../errors/index.js";

/** A row as libsql gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** The bytes of a blob column: libsql gives a Buffer from one call and an ArrayBuffer from another. Throws JOURNAL_DAMAGED. */
export function blobOf(value: unknown): Uint8Array {
	if (value instanceof ArrayBuffer) return new Uint8Array(value);
	if (value instanceof Uint8Array) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
	throw new FlyteError(
		"JOURNAL_DAMAGED",
		`a column of the store holds ${value === null ? "nothing" : `a ${typeof value}`} where bytes were written`,
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

/** How long a statement waits for another process before it is refused, in milliseconds. */
const BUSY_MS = 10_000;

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

	/** Makes the file where there is none; its folder must be there. `busyMs` is the patience with other processes. Throws JOURNAL_OPEN, JOURNAL_DAMAGED, JOURNAL_IO. */
	constructor(path: string, durability: Durability, busyMs = BUSY_MS) {
		this.path = path;
		this.#busyMs = busyMs;
		driver ??= createRequire(import.meta.url)("libsql") as NonNullable<typeof driver>;
		const Database = driver;
		this.#connection = this.#guard("open", () => new Database(path));
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
		return this.#guard("read", () => this.#statement(sql).get(values));
	}

	all(sql: string, ...values: SqlValue[]): readonly Row[] {
		return this.#guard("read", () => this.#statement(sql).all(values));
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

	#guard<T>(doing: "open" | "read" | "write", work: () => T): T {
		try {
			return work();
		} catch (error) {
			throw storeError(this.path, doing, error, this.#busyMs);
		}
	}
}

/** What SQLite says, as an error that names the file and the way out. Others pass as they are. */
function storeError(path: string, doing: "open" | "read" | "write", error: unknown, busyMs: number): unknown {
	const { code = "", message = "" } = error as { code?: string; message?: string };
	if (typeof code !== "string" || (!code.startsWith("SQLITE") && doing !== "open")) return error;
	const details = { cause: error, path };
	if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
		return new FlyteError("JOURNAL_DAMAGED", `the store ${path} is damaged: ${message}`, {
			...details,
			wayOut: `save what can be read with: tsflyte recover --salvage --store ${path}`,
		});
	}
	if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
		return new FlyteError("JOURNAL_BUSY", `the store ${path} was held by another process for over ${busyMs / 1000} s`, {
			...details,
			wayOut: "wait for it, or give this run a store of its own: --store PATH",
		});
	}
	if (code === "SQLITE_FULL") {
		return new FlyteError("JOURNAL_IO", `no space: the store ${path} could not be written`, {
			...details,
			wayOut: "make room on that disk, then go on with: tsflyte recover RUN",
		});
	}
	if (code.startsWith("SQLITE_IOERR") || code.startsWith("SQLITE_READONLY")) {
		return new FlyteError(
			"JOURNAL_IO",
			`the store ${path} could not be ${doing === "read" ? "read" : "written"}: ${message} (${code})`,
			{
				...details,
				wayOut: "see to the disk and the file's permissions, then go on with: tsflyte recover RUN",
			},
		);
	}
	if (doing === "open" || code === "SQLITE_CANTOPEN") {
		return new FlyteError("JOURNAL_OPEN", `the store ${path} could not be opened: ${message}`, {
			...details,
			wayOut: "its folder must exist and be writable; --store PATH names another",
		});
	}
	return error;
}
