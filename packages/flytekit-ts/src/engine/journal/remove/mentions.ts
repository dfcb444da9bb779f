import { blobOf, type StoreDatabase } from "../database.js";
import { segmentsAfter } from "../segments.js";

/** Longer than any path that a file system takes. */
const LONGEST = 5000;

/**
 * What others of the store say of the files of runs that are about to go: of each place below a run's folder that is mentioned by a cached
 * result, or by another run, the text that follows the folder's name. It is looked for in the bytes, so that a file which is a field of a
 * struct is found like any other; a text may have something behind it that is no longer the path.
 */
export function mentions(database: StoreDatabase, ids: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
	const found = new Map<string, string[]>();
	if (ids.size === 0) return found;
	const look = (bytes: Uint8Array) => {
		const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
		for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
			const rest = text.slice(at + MARK.length, at + MARK.length + LONGEST);
			const slash = rest.indexOf("/");
			const id = rest.slice(0, slash);
			if (slash < 0 || !ids.has(id)) continue;
			const known = found.get(id) ?? [];
			found.set(id, known);
			known.push(Buffer.from(rest.slice(slash + 1), "latin1").toString("utf8"));
		}
	};
	for (const { outputs } of database.all("select outputs from cache"))
		look(blobOf(outputs, `a cached result of the store ${database.path}`));
	for (const { seq, id, header, result } of database.all("select seq, id, header, result from runs")) {
		if (ids.has(id as string)) continue;
		for (const document of [header, result]) if (document !== null) look(fromBase64(blobOf(document, `run ${id}`)));
		for (let rows = segmentsAfter(database, seq as number, 0); rows.length > 0; ) {
			for (const { data } of rows) look(blobOf(data, `a segment of run ${id}`));
			rows = segmentsAfter(database, seq as number, rows.at(-1)?.seq as number);
		}
	}
	return found;
}

/** Folders of runs' files are `outputs/RUN` or `STORE.outputs/RUN`. */
const MARK = "outputs/";

/** Headers and ends keep values as base64 in JSON. */
function fromBase64(document: Uint8Array): Uint8Array {
	const { inputs = "", outputs = "" } = JSON.parse(new TextDecoder().decode(document)) as Record<string, string>;
	return Buffer.concat([inputs, outputs].map((text) => Buffer.from(text, "base64")));
}
