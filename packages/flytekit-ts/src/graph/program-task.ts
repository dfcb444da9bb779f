import { FlyteError, formatLocation, type SourceLocation } from "../errors/index.js";
import { addManifest, type DetectionManifest } from "../interface/provider.js";
import type { TaskEntity } from "./entities.js";
import { withoutRuns } from "./held-runs.js";
import { madeTasks } from "./made-tasks.js";

/** Enough to find a task of a program in a thread or process that has not loaded it yet. Plain data. */
export interface ProgramTask {
	/** `file:` URL of what Node imports: a built program, or a module of plain JavaScript. */
	readonly program: string;
	/** `module.exportName`. */
	readonly name: string;
	/** Where it is made; tells those apart that one name belongs to. */
	readonly place?: SourceLocation;
}

/** A task that can be run here. */
export type FoundTask = TaskEntity & Required<Pick<TaskEntity, "dispatchExecute">>;

/**
 * Imports the program and finds the task in it, by its name, exported or not. What the program runs at top level is not run.
 * `detection`: what is known of its sources, so that nothing is detected anew; paths in it are absolute.
 * Throws ATTEMPT_PROGRAM, ATTEMPT_TASK.
 */
export async function loadProgramTask(task: ProgramTask, detection?: DetectionManifest): Promise<FoundTask> {
	if (detection !== undefined) addManifest(detection, "/");
	process.setSourceMapsEnabled(true); // stacks then name the user's TypeScript, which is how tasks know their names
	try {
		await withoutRuns(() => import(task.program));
	} catch (cause) {
		throw new FlyteError("ATTEMPT_PROGRAM", `the program of task ${task.name} could not be loaded to run it apart`, {
			entity: task.name,
			cause,
			wayOut:
				'what runs while its file is imported must work in a thread or process too; or give the task isolate: "none"',
		});
	}
	const all = madeTasks(task.name).filter((made): made is FoundTask => made.dispatchExecute !== undefined);
	const there = all.length > 1 ? all.filter((made) => isAt(made, task.place)) : all;
	if (there.length === 1) return there[0] as FoundTask;
	throw notFound(task, all.length);
}

function isAt({ location }: TaskEntity, place: SourceLocation | undefined): boolean {
	return location?.line === place?.line && location?.column === place?.column && location?.file === place?.file;
}

function notFound(task: ProgramTask, count: number): FlyteError {
	const where = task.place === undefined ? "" : `, made at ${formatLocation(task.place)}`;
	const problem =
		count === 0
			? `importing its program made no task ${task.name}${where}`
			: `its program makes ${count} tasks ${task.name}${where}`;
	return new FlyteError("ATTEMPT_TASK", `task ${task.name} cannot be run apart: ${problem}`, {
		entity: task.name,
		wayOut: "make it at the top of a module and export it, so that another thread or process finds it",
	});
}
