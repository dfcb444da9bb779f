import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { BuildFailure, Message } from "esbuild";
import { didYouMean, nearestNames } from "../errors/did-you-mean.js";
import { sourceFrame } from "../errors/frame.js";
import { FlyteError, type SourceLocation } from "../errors/index.js";

const SHOWN = 10;

/** Whether esbuild refused the program, as opposed to failing itself. */
export function isBuildFailure(cause: unknown): cause is BuildFailure {
	return cause instanceof Error && Array.isArray((cause as Partial<BuildFailure>).errors);
}

/** esbuild's messages as one error of ours: each with its place and source frame, the first ten of many. */
export function buildError(failure: BuildFailure, root: string): FlyteError {
	const [first] = failure.errors;
	if (first === undefined) return new FlyteError("LOADER_SYNTAX", failure.message, { cause: failure });
	const unresolved = failure.errors.every((message) => unresolvedPath(message) !== undefined);
	const code = unresolved
		? "LOADER_UNRESOLVED_IMPORT"
		: missingExport(first) !== undefined
			? "LOADER_MISSING_EXPORT"
			: "LOADER_SYNTAX";
	const wayOut = unresolvedWayOut(first, root) ?? missingExportWayOut(first, root);
	const more = failure.errors.length - SHOWN;
	const rest = failure.errors.slice(1, SHOWN).map((message) => `\n${inFull(message, root)}`);
	if (more > 0) rest.push(`\nand ${more} more`);
	const location = locationOf(first, root);
	const frame = [frameOf(first, root), ...rest].filter((part) => part !== undefined).join("\n");
	return new FlyteError(code, summaryOf(first), {
		...(location === undefined ? {} : { location }),
		...(frame === "" ? {} : { frame }),
		...(wayOut === undefined ? {} : { wayOut }),
		cause: failure,
	});
}

function inFull(message: Message, root: string): string {
	const location = locationOf(message, root);
	return new FlyteError("LOADER_SYNTAX", summaryOf(message), {
		...(location === undefined ? {} : { location }),
		...(frameOf(message, root) === undefined ? {} : { frame: frameOf(message, root) as string }),
	}).message;
}

function summaryOf(message: Message): string {
	const path = unresolvedPath(message);
	if (path !== undefined) return `cannot find the imported module ${JSON.stringify(path)}`;
	const missing = missingExport(message);
	if (missing !== undefined) return `${missing.file} has no export named ${JSON.stringify(missing.name)}`;
	return `syntax error: ${message.text}`;
}

function unresolvedPath(message: Message): string | undefined {
	return /^Could not resolve "(.*)"$/.exec(message.text)?.[1];
}

function unresolvedWayOut(message: Message, root: string): string | undefined {
	const path = unresolvedPath(message);
	if (path === undefined || message.location === null) return undefined;
	if (!path.startsWith(".")) return `is it misspelt, or missing from the project's package.json?`;
	const target = resolve(root, dirname(message.location.file), path);
	const folder = dirname(target);
	if (!existsSync(folder)) return `its folder ${JSON.stringify(dirname(path))} does not exist from there`;
	const stem = (name: string) => name.replace(/\.[^.]*$/, "");
	const names = readdirSync(folder).filter((name) => /\.[cm]?[jt]sx?$/.test(name));
	const near = nearestNames(stem(basename(target)), names.map(stem));
	const files = names.filter((name) => near.includes(stem(name))).slice(0, 3);
	return files.length === 0 ? undefined : `that folder has ${files.join(", ")}`;
}

function missingExport(message: Message): { readonly file: string; readonly name: string } | undefined {
	const [, file, name] = /^No matching export in "(.*)" for import "(.*)"$/.exec(message.text) ?? [];
	return file === undefined || name === undefined ? undefined : { file, name };
}

function missingExportWayOut(message: Message, root: string): string | undefined {
	const missing = missingExport(message);
	if (missing === undefined) return undefined;
	const text = existsSync(resolve(root, missing.file)) ? readFileSync(resolve(root, missing.file), "utf8") : "";
	const exported = text.matchAll(/^export\s+(?:async\s+)?(?:const|let|var|function\*?|class|enum)\s+([\w$]+)/gm);
	return didYouMean(
		missing.name,
		[...exported].map(([, name]) => name ?? ""),
	);
}

/** esbuild counts columns from 0, in bytes. */
function locationOf({ location }: Message, root: string): SourceLocation | undefined {
	if (location === null) return undefined;
	const before = Buffer.from(location.lineText, "utf8").subarray(0, location.column).toString("utf8");
	return { file: resolve(root, location.file), line: location.line, column: before.length + 1 };
}

function frameOf(message: Message, root: string): string | undefined {
	const at = locationOf(message, root);
	if (at === undefined) return undefined;
	try {
		return sourceFrame(readFileSync(at.file, "utf8"), at.line, at.column, message.location?.length ?? 1);
	} catch {
		return undefined; // the file went away meanwhile: the place is still named
	}
}
