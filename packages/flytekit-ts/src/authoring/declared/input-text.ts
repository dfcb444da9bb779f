import { FlyteError } from "../../errors/index.js";
import { isFlyteDirectory, isFlyteFile } from "../../types/blob/index.js";

/** A value as a command's text: files and directories by their local path, times by ISO 8601, data by JSON. */
export async function inputText(value: unknown): Promise<string> {
	if (value === undefined || value === null) return "";
	if (isFlyteFile(value) || isFlyteDirectory(value)) return value.download();
	if (value instanceof Date) return value.toISOString();
	if (typeof value !== "object") return String(value);
	const own = (value as { toJSON?: unknown }).toJSON;
	if (typeof own === "function") return String(own.call(value));
	return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part));
}

/** Throws AUTHORING_OPTION for a template's input that the task does not have. */
export function checkInputNames(task: string, used: Iterable<string>, known: readonly string[]): void {
	for (const name of used) {
		if (known.includes(name)) continue;
		throw new FlyteError("AUTHORING_OPTION", `a template of ${task} uses input "${name}", which it does not have`, {
			entity: task,
			path: name,
			wayOut: `its inputs are ${known.join(", ") || "none"}`,
		});
	}
}
