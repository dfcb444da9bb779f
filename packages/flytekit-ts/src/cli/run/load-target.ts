import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { checkInputs } from "../../engine/inputs.js";
import type { RunHeader } from "../../engine/journal/header.js";
import { FlyteError, isFlyteError } from "../../errors/index.js";
import { withoutRuns } from "../../graph/held-runs.js";
import { findProjectRoot } from "../../interface/project-root.js";
import type { LoadedModule } from "../../loader/index.js";
import { decodeLiteralMap } from "../../wire/literals.js";
import type { ParsedArgs } from "../args/parse.js";
import { textOf } from "../args/values.js";
import { entityNamed, runnableOf } from "../entities.js";
import type { Io } from "../io.js";
import { openProgram, type Program } from "../program.js";
import { quietConsole } from "../quiet-console.js";
import { refuseStaticProblems } from "../static-problems.js";
import type { Target } from "./kept-run.js";

/** Loads what a run ran. Throws JOURNAL_PROGRAM when it is not there any more, or takes other inputs. */
export async function loadTarget(header: RunHeader, args: ParsedArgs, io: Io): Promise<Target> {
	const { file, entity: name } = header;
	if (file === undefined || name === undefined) {
		throw gone(header, `was begun by code, and no file exports ${header.name}`, byCode(header));
	}
	const place = textOf(args, "file") ?? placeOf(header, io);
	if (place === undefined) {
		throw gone(
			header,
			`ran ${file}, which is not there any more`,
			`tsflyte recover ${header.id} --file FILE says where it is now`,
		);
	}
	const program = await openProgram(place, io);
	refuseStaticProblems(program, io.cwd);
	quietConsole();
	const module = header.isByCode === true ? await loadedOnly(program, header) : await program.load();
	const inputs = decodeLiteralMap(header.inputs);
	let entity: Target["entity"];
	try {
		entity = entityNamed(name, module, program.shown);
		const runnable = runnableOf(entity);
		if (runnable.entityKind !== "launchPlan") {
			checkInputs(runnable.name, runnable.interface, inputs, runnable.entityKind === "workflow");
		}
	} catch (error) {
		if (!isFlyteError(error)) throw error;
		const what =
			error.code === "CLI_UNKNOWN_ENTITY" || error.code === "CLI_NOT_RUNNABLE"
				? `ran ${name}, which ${program.shown} does not export any more`
				: `cannot go on: ${name} of ${program.shown} does not take the inputs that it was begun with any more`;
		throw gone(header, what, `${error.summary}; give it back what it had, or begin a new run`, error);
	}
	return { program, name, entity, inputs };
}

/** Loads a program without what it runs of itself: that began the run, and would begin another. */
async function loadedOnly(program: Program, header: RunHeader): Promise<LoadedModule> {
	let module: LoadedModule | undefined;
	await withoutRuns(async () => {
		module = await program.load();
	});
	if (module !== undefined) return module;
	throw gone(
		header,
		`was begun by ${program.shown} itself, which waits for it while it is loaded`,
		`${byCode(header)}; or export ${header.entity} from a file that runs nothing`,
	);
}

/** How code goes on with a run. */
function byCode({ id, entity = "ENTITY" }: RunHeader): string {
	return `go on with it by code, with the same FLYTE_STORE: await recover(${entity}, { run: "${id}" }), with recover from "flytekit-ts"`;
}

/** The program's file: where it was, or as far below the project's folder as it was. */
function placeOf({ file, root }: RunHeader, io: Io): string | undefined {
	if (file === undefined || existsSync(file)) return file;
	if (root === undefined) return undefined;
	const moved = join(findProjectRoot(join(io.cwd, "any.ts")), relative(root, file));
	return existsSync(moved) ? moved : undefined;
}

function gone(header: RunHeader, what: string, wayOut: string, cause?: unknown): FlyteError {
	return new FlyteError("JOURNAL_PROGRAM", `run ${header.id} ${what}`, {
		wayOut,
		...(cause === undefined ? {} : { cause }),
	});
}
