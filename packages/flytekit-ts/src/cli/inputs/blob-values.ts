import { statSync } from "node:fs";
import { resolve } from "node:path";
import { localPathOf, schemeOf } from "../../context/uri.js";
import { FlyteDirectory, FlyteFile } from "../../types/blob/index.js";
import { StructuredDataset } from "../../types/dataset/index.js";
import type { NativeType } from "../../types/index.js";
import { shown, WrongInput } from "./wrong-input.js";

/** Where inputs are given, and where they are taken. */
export interface InputPlace {
	/** Relative paths start here. */
	readonly cwd: string;
	/** The run sees another disk than this machine's. */
	readonly isElsewhere?: boolean;
}

/**
 * The file, directory or dataset (a Parquet file, or a folder of them) that a path or URI stands for. A local one must exist. It is passed on as it is where a run here
 * sees the same disk, and uploaded where the run is elsewhere. Throws WrongInput.
 */
export function blobFrom(
	text: string,
	type: Extract<NativeType, { kind: "file" | "directory" | "dataset" }>,
	{ cwd, isElsewhere = false }: InputPlace,
	expected: string,
): unknown {
	const local = localPathOf(text);
	if (text === "" || (local === undefined && schemeOf(text) === "file")) {
		throw new WrongInput(expected, shown(text), `the path of a ${WORDS[type.kind]}, or a URI`);
	}
	const path = local === undefined ? text : resolve(cwd, local);
	if (local !== undefined) requireKind(path, text, type.kind, expected);
	const options = local === undefined || isElsewhere ? {} : ({ remotePath: false } as const);
	switch (type.kind) {
		case "file":
			return new FlyteFile(path, options);
		case "directory":
			return new FlyteDirectory(path, options);
		case "dataset":
			return new StructuredDataset(path, options);
	}
}

const WORDS = { file: "file", directory: "folder", dataset: "Parquet file or folder" } as const;

function requireKind(path: string, text: string, kind: keyof typeof WORDS, expected: string): void {
	const stat = statOf(path, text, expected);
	if (stat === undefined) throw new WrongInput(expected, shown(text), `there is no ${WORDS[kind]} at ${path}`);
	if (kind === "file" && stat.isDirectory()) throw new WrongInput(expected, shown(text), `${path} is a folder`);
	if (kind === "directory" && !stat.isDirectory()) throw new WrongInput(expected, shown(text), `${path} is a file`);
}

function statOf(path: string, text: string, expected: string) {
	try {
		return statSync(path, { throwIfNoEntry: false });
	} catch (error) {
		throw new WrongInput(expected, shown(text), (error as Error).message);
	}
}
