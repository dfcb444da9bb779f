import { relative } from "node:path";
import { prepareDeclared } from "../authoring/tracker.js";
import { type FlyteError, formatLocation, isFlyteError, type SourceLocation } from "../errors/index.js";
import type { DetectionProblem } from "../interface/detected.js";
import { moduleOf } from "../interface/provider.js";
import { closureOf } from "../remote/closure.js";
import { compileGraphs, refuseReferenceCalls } from "./compile-graphs.js";
import { entitiesOf, isListed, runnableOf } from "./entities.js";
import { siteOfEntity, siteOfExport } from "./error-place.js";
import type { Io } from "./io.js";
import { nameless } from "./nameless.js";
import { openProgram, type Program } from "./program.js";
import { quietConsole } from "./quiet-console.js";
import { registrable } from "./serialize/collect.js";
import { staticProblems } from "./static-problems.js";

/** A problem that `check` found; one of the whole program may have no place. */
export type CheckProblem = Omit<DetectionProblem, "location"> & { readonly location?: SourceLocation };

/** What `check` found in one file and the program that starts there. */
export interface FileReport {
	/** The file as messages name it. */
	readonly shown: string;
	/** The folder that the problems' locations are relative to. */
	readonly root: string;
	/** How many entities the file defines. */
	readonly entities: number;
	readonly problems: readonly CheckProblem[];
	/** What may be meant as it stands, and mostly is not: outputs that look like a forgotten Int, dynamics that could be a map. */
	readonly warnings: readonly DetectionProblem[];
}

/** Checks one program: its build, TypeScript's own errors, detection, and the graphs of its workflows. */
export async function checkFile(given: string, io: Io): Promise<FileReport> {
	let program: Program;
	try {
		program = await openProgram(given, io);
	} catch (error) {
		if (!isFlyteError(error) || !error.code.startsWith("LOADER_") || error.details.location === undefined) throw error;
		return { shown: given, root: io.cwd, entities: 0, problems: [problemOf(error, io.cwd)], warnings: [] };
	}
	const entities = moduleOf(program.file)?.sites.filter(isListed).length ?? 0;
	const found = new Map<string, CheckProblem>();
	const add = (problem: CheckProblem) =>
		found.set(`${problem.location && formatLocation(problem.location)} ${problem.message}`, problem);
	const { errors, warnings } = await askChecker(program);
	for (const problem of [...errors, ...staticProblems(program), ...nameless(program)]) add(problem);
	// A graph of types that do not hold would only repeat the same problems in other words.
	if (found.size === 0) for (const problem of await graphProblems(program)) add(problem);
	return { shown: program.shown, root: program.root, entities, problems: [...found.values()], warnings };
}

/** What TypeScript refuses in the program's own files, and what its types make doubtful. */
async function askChecker(
	program: Program,
): Promise<{ readonly errors: readonly DetectionProblem[]; readonly warnings: readonly DetectionProblem[] }> {
	const { compilerProblems, entityBodies, forgottenInts, mapsOverInputs, openChecker } = await import(
		"../interface/detect/index.js"
	);
	const host = openChecker({ root: program.root });
	try {
		const files = host.open(program.files).flatMap((checked) => checked.files.map((file) => ({ checked, file })));
		const errors = files.flatMap(({ checked, file }) => compilerProblems(checked, file));
		// Types that do not hold say nothing reliable.
		if (errors.length > 0) return { errors, warnings: [] };
		const bodies = files.map(({ checked, file }) => ({ checked, found: entityBodies(checked, file) }));
		const warnings = [forgottenInts, mapsOverInputs].flatMap((look) =>
			bodies.flatMap(({ checked, found }) => look(checked, found)),
		);
		return { errors, warnings };
	} finally {
		host.close();
	}
}

/** Evaluates the program and compiles its workflows. */
async function graphProblems(program: Program): Promise<CheckProblem[]> {
	quietConsole();
	const problems: CheckProblem[] = [];
	const attempt = (exportName: string, work: () => void) => {
		try {
			work();
		} catch (error) {
			if (!isFlyteError(error)) throw error;
			const { entity } = error.details;
			const site = (entity && siteOfEntity(entity, program.files)) || siteOfExport(exportName, program.file);
			problems.push(problemOf(error, program.root, site));
		}
	};
	try {
		const module = await program.load();
		await prepareDeclared();
		for (const [exportName, entity] of entitiesOf(module)) {
			attempt(exportName, () => {
				const target = runnableOf(entity);
				for (const variable of [...target.interface.inputs.values(), ...target.interface.outputs.values()]) {
					void variable.literalType;
				}
				if (target.entityKind === "workflow" && !target.isReference) {
					compileGraphs(program, entity.name, () => target.toGraph());
					refuseReferenceCalls(target);
				}
				if (target.entityKind === "launchPlan") void [target.defaultInputs, target.fixedInputs];
			});
		}
		// What is registered together must have names of its own, as `serialize` demands.
		if (problems.length === 0) {
			const entities = [...entitiesOf(module).values()];
			compileGraphs(program, program.shown, () => closureOf(entities.flatMap(registrable)));
		}
	} catch (error) {
		if (!isFlyteError(error)) throw error;
		problems.push(problemOf(error, program.root));
	}
	return problems;
}

/** An error as a problem; `site` is where it stands when it has no place of its own. */
function problemOf(error: FlyteError, root: string, site?: SourceLocation): CheckProblem {
	const { location = site, frame, wayOut, path } = error.details;
	const file = location?.file.startsWith("/") ? relative(root, location.file) : location?.file;
	return {
		code: error.code,
		message: error.summary,
		...(location === undefined || file === undefined ? {} : { location: { ...location, file } }),
		frame: frame ?? "",
		wayOut: wayOut ?? "",
		...(path === undefined ? {} : { path }),
	};
}
