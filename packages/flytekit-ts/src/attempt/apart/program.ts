import { pathToFileURL } from "node:url";
import { type BuiltFiles, buildProgramOf, programOf } from "../../context/programs.js";
import { FlyteError } from "../../errors/index.js";
import type { TaskEntity } from "../../graph/entities.js";
import { isolationWish } from "../../graph/isolation.js";
import type { ProgramTask } from "../../graph/program-task.js";

const built = new Map<string, Promise<BuiltFiles | undefined>>();

/**
 * What another thread or process loads to find this task: the built program that this process runs; a module of plain
 * JavaScript; else the task's TypeScript file, built now. Throws ATTEMPT_NOT_APART, AUTHORING_NO_SITE, LOADER_*.
 */
export async function programTask(task: TaskEntity): Promise<ProgramTask> {
	const file = isolationWish(task).sourceFile;
	if (file === undefined) throw notApart(task, "no source file is known that makes it");
	const program = programOf(file)?.bundle ?? (/\.[cm]?js$/.test(file) ? file : await bundleOf(file));
	if (program === undefined) throw notApart(task, `nothing here can build ${file}`);
	const { name, location } = task;
	return { program: pathToFileURL(program).href, name, ...(location === undefined ? {} : { place: location }) };
}

async function bundleOf(file: string): Promise<string | undefined> {
	let building = built.get(file);
	if (building === undefined) {
		building = buildProgramOf(file);
		built.set(file, building);
	}
	return (await building)?.bundle;
}

function notApart(task: TaskEntity, problem: string): FlyteError {
	return new FlyteError(
		"ATTEMPT_NOT_APART",
		`task ${task.name} cannot run in a thread or process of its own: ${problem}`,
		{
			entity: task.name,
			wayOut: 'make it with task() at the top of a module of your project, or give neither it nor the run an "isolate"',
		},
	);
}
