import { relative, resolve } from "node:path";
import { formatLocation, isFlyteError, type SourceLocation } from "../errors/index.js";
import { moduleOf } from "../interface/provider.js";
import type { Program } from "./program.js";

/** Where the program defines the entity of that name (`module.export`); the file is relative to the project's root. */
export function siteOfEntity(name: string, files: Iterable<string>): SourceLocation | undefined {
	for (const file of files) {
		const module = moduleOf(file);
		const site = module?.sites.find((one) => `${one.module}.${one.exportName}` === name);
		if (site !== undefined) return site.location;
	}
	return undefined;
}

/** Where a file defines what it exports under that name. */
export function siteOfExport(name: string, file: string): SourceLocation | undefined {
	return moduleOf(file)?.sites.find((site) => site.exportName === name)?.location;
}

/**
 * The place that an error lacks: where its entity is defined, else where `exportName` of the entry file is. Undefined when its
 * text names a place already.
 */
export function missingPlace(
	error: unknown,
	program: Program,
	exportName: string,
	cwd: string,
): SourceLocation | undefined {
	if (!isFlyteError(error) || error.details.location !== undefined) return undefined;
	const { entity } = error.details;
	const site = (entity && siteOfEntity(entity, program.files)) || siteOfExport(exportName, program.file);
	if (site === undefined) return undefined;
	const file = resolve(program.root, site.file);
	// frames of the user's own code, or a problem's place
	if (error.message.includes(`${file}:`) || /^\s+at .*:\d+:\d+\)?$/m.test(error.message.slice(-16_384)))
		return undefined;
	return { ...site, file: relative(cwd, file) };
}

/** `error`'s text with the place that it lacks, after what happened and before the way out. */
export function withPlace(text: string, place: SourceLocation | undefined): string {
	if (place === undefined) return text;
	const wayOut = text.lastIndexOf("\n  way out: ");
	const at = wayOut < 0 ? text.length : wayOut;
	return `${text.slice(0, at)}\n  at ${formatLocation(place)}${text.slice(at)}`;
}
