import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { sourceFrame } from "../errors/frame.js";
import { FlyteError, isFlyteError, type SourceLocation } from "../errors/index.js";
import { describeThrown } from "../errors/thrown.js";
import type { BuildRecord } from "./build-record.js";
import { cycleText, importCycle } from "./import-cycle.js";
import { ownPackage } from "./own-package.js";

/** What a program threw while its modules were evaluated, as one error that points at the user's line. */
export function loadError(thrown: unknown, record: BuildRecord, root: string): FlyteError {
	if (isFlyteError(thrown)) return atUserFrame(thrown, record.modules);
	const { name, message, stack } = describeThrown(thrown);
	const linking = linkError(thrown, message, record);
	if (linking !== undefined) return linking;
	const location = firstUserFrame(stack ?? "", record.modules);
	const place = location === undefined ? {} : { location, ...frameAt(location) };
	if (location !== undefined && (name === "TypeError" || name === "ReferenceError")) {
		const cycle = importCycle(record.imports, location.file);
		if (cycle !== undefined) {
			return new FlyteError(
				"LOADER_CYCLE",
				`modules import each other in a circle, and ${tooEarly(message, location)}`,
				{
					...place,
					wayOut: `break the circle ${cycleText(cycle, root)}: move what both need into a file of its own, or use it inside a function`,
					cause: thrown,
				},
			);
		}
	}
	return new FlyteError("LOADER_THROWN", `the program threw while loading: ${name}: ${message}`, {
		...place,
		cause: thrown,
	});
}

/** An error of ours, such as a factory's refusal of its options, with the place of the user's call where it has none. */
function atUserFrame(error: FlyteError, files: readonly string[]): FlyteError {
	if (error.details.location !== undefined) return error;
	const location = firstUserFrame(error.stack ?? "", files);
	if (location === undefined) return error;
	return new FlyteError(error.code, error.summary, { ...error.details, location, ...frameAt(location) });
}

/** What was used too early, by the name it has in the source: the bundle's may differ. */
function tooEarly(message: string, { file, line, column }: SourceLocation): string {
	const [, built] = /^Cannot access '([^']+)' before initialization$/.exec(message) ?? [];
	if (built === undefined) return `one was used too early: ${message}`;
	const text =
		readFileSync(file, "utf8")
			.split("\n")
			[line - 1]?.slice((column ?? 1) - 1) ?? "";
	const name = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(text)?.[0] ?? built;
	return `${JSON.stringify(name)} was used before it had a value`;
}

/** Node could not find, or not link, a package that the program imports. */
function linkError(thrown: unknown, message: string, record: BuildRecord): FlyteError | undefined {
	const [, lacking] = /^Cannot find (?:package|module) '([^']+)'/.exec(message) ?? [];
	if (lacking !== undefined && message.includes(basename(record.bundle))) {
		const used = record.externals.find(({ specifier }) => specifier === lacking || specifier.startsWith(`${lacking}/`));
		return new FlyteError(
			"LOADER_UNRESOLVED_IMPORT",
			`cannot find the imported package ${JSON.stringify(packageName(lacking))}`,
			{
				...placeOfImport(used),
				wayOut: `install it in the project (npm install ${packageName(lacking)}), or correct the name`,
				cause: thrown,
			},
		);
	}
	const [, module, name] =
		/^The requested module '([^']+)' does not provide an export named '([^']+)'/.exec(message) ?? [];
	if (module === undefined || name === undefined) return undefined;
	const own = [...ownPackage().entries].find(([, url]) => url === module);
	const shown = own === undefined ? module : ownPackage().name + own[0].slice(1);
	const used = record.externals.find(({ specifier }) => specifier === module);
	const place = used === undefined ? {} : placeOfImport({ specifier: shown, importer: used.importer });
	return new FlyteError(
		"LOADER_MISSING_EXPORT",
		`${JSON.stringify(shown)} has no export named ${JSON.stringify(name)}`,
		{
			...place,
			wayOut: "if it is a type, import it with `import type`; else look up its name in that package",
			cause: thrown,
		},
	);
}

const packageName = (specifier: string) =>
	specifier
		.split("/")
		.slice(0, specifier.startsWith("@") ? 2 : 1)
		.join("/");

function placeOfImport(used: { readonly specifier: string; readonly importer: string } | undefined) {
	if (used === undefined) return {};
	let lines: string[];
	try {
		lines = readFileSync(used.importer, "utf8").split("\n");
	} catch {
		return {};
	}
	for (const [index, text] of lines.entries()) {
		for (const quote of ['"', "'", "`"]) {
			const at = text.indexOf(quote + used.specifier + quote);
			if (at >= 0) {
				const location = { file: used.importer, line: index + 1, column: at + 1 };
				return { location, ...frameAt(location, used.specifier.length + 2) };
			}
		}
	}
	return {};
}

/** The first place in a stack's text that lies in one of the program's own files. */
export function firstUserFrame(stack: string, files: readonly string[]): SourceLocation | undefined {
	const own = new Set(files);
	for (const line of stack.split("\n")) {
		const [, place, at, column] = /^\s+at (?:.*\()?((?:file:\/\/)?\/?[^()]+?):(\d+):(\d+)\)?$/.exec(line) ?? [];
		if (place === undefined) continue;
		const file = place.startsWith("file://") ? fileURLToPath(place) : place;
		if (own.has(file)) return { file, line: Number(at), column: Number(column) };
	}
	return undefined;
}

function frameAt(at: SourceLocation, length = 1): { readonly frame?: string } {
	try {
		return { frame: sourceFrame(readFileSync(at.file, "utf8"), at.line, at.column, length) };
	} catch {
		return {};
	}
}
