import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlobStore } from "../context/ports/index.js";
import { describeThrown, isFlyteError, labelled } from "../errors/index.js";
import { environmentStores, valueUris } from "../storage/index.js";
import { type Answer, errorAnswer, withdrawAnswer, writeAnswer } from "./answer.js";
import type { ApartCommand } from "./apart.js";
import { APART, CODE_FOLDER } from "./apart-variables.js";
import { type ExecuteArguments, executeArguments, outputPrefixIn, splitArguments } from "./arguments.js";
import { containerError } from "./container-error.js";
import { watchEnds } from "./ends.js";
import { type FlyteEnvironment, flyteEnvironment } from "./environment.js";
import { AttemptFailure } from "./failure.js";
import { watchOutput } from "./output.js";
import type { Progress } from "./progress.js";
import { runAttempt } from "./run-attempt.js";

/** How long a task that was told to stop may take to clean up, in milliseconds, once its answer is written. */
const CLEAN_UP = 3000;

/** How a command is run where another one runs it. */
export interface Launch {
	/** Its arguments; the process's own when left out. */
	readonly argv?: readonly string[];
	/** The folder with the code; the working directory when left out. */
	readonly folder?: string;
	/** What must be done before the code can be loaded. Its failure is the attempt's. */
	prepare?(): Promise<void>;
	/** Whether the values are this machine's own, so that they may lead anywhere on it. */
	readonly isLocal?: boolean;
}

/**
 * A container's command from start to end: one attempt of one task, answered by exactly one of outputs.pb, futures.pb and
 * error.pb. The process ends with 0 when it could say what happened, also of a failure; with 2 for a command line that names no
 * place for an answer, with 1 where the answer could not be written or FLYTE_FAIL_ON_ERROR asks for it.
 */
export async function main(command: "tsflyte-execute" | "tsflyte-map-execute", launch: Launch = {}): Promise<void> {
	const isApart = process.env[APART] !== undefined;
	if (isApart) (await import("../attempt/apart/parent-watch.js")).endWithParent();
	const { argv = process.argv.slice(2), folder = process.env[CODE_FOLDER] ?? process.cwd(), prepare } = launch;
	// until there is an answer: code that takes the listeners away may end all without one
	process.exitCode = 1;
	watchOutput(process.env);
	const flyte = flyteEnvironment(process.env);
	let args: ExecuteArguments;
	try {
		args = executeArguments(command, splitArguments(command, argv));
	} catch (thrown) {
		const outputPrefix = outputPrefixIn(argv);
		const blobs = environmentStores();
		const answered = outputPrefix === undefined ? false : await tell(thrown, { outputPrefix, flyte, blobs });
		if (outputPrefix === undefined) say(thrown);
		process.exit(outputPrefix === undefined ? 2 : answered ? 0 : 1);
	}
	const scratch = join(tmpdir(), "flytekit-ts", String(process.pid));
	const values = launch.isLocal === true ? undefined : valueUris(placesOf(args), process.env, scratch);
	const blobs = environmentStores(values === undefined ? {} : { values });
	const progress: Progress = { phase: "load" };
	const stop = new AbortController();
	const ends = watchEnds(progress, stop, flyte.task.name || "the task");
	const run = () =>
		runAttempt({
			args,
			flyte,
			env: process.env,
			folder,
			blobs,
			signal: stop.signal,
			scratch,
			progress,
			...(isApart ? {} : { apart: (limits) => startApart({ command, argv, folder, ...limits }) }),
		});
	const attempt = prepare === undefined ? run() : prepare().then(run, unprepared);
	let answer: Answer = [];
	try {
		answer = await Promise.race([attempt, ends.failed]);
		progress.phase = "write";
		await writeAnswer(answer, args.outputPrefix, blobs);
	} catch (thrown) {
		progress.phase = "write";
		const failure = thrown instanceof AttemptFailure ? thrown : new AttemptFailure("write", thrown);
		if (!(await tell(failure, { outputPrefix: args.outputPrefix, flyte, blobs }))) ends.exit(1);
		// a store may have what it did not say that it has
		await withdrawAnswer(answer, args.outputPrefix, blobs);
		if (stop.signal.aborted && isFlyteError(stop.signal.reason, "ENTRYPOINT_TERMINATED")) await settled(attempt);
		if (/^(?:1|t|true)$/i.test(process.env.FLYTE_FAIL_ON_ERROR ?? "")) ends.exit(1);
	}
	ends.exit(0);
}

/** Where Flyte itself keeps what this attempt is given and gives. */
function placesOf(args: ExecuteArguments): readonly (string | undefined)[] {
	const { inputs, outputPrefix, rawOutputPrefix, checkpoint, previousCheckpoint } = args;
	return [inputs, outputPrefix, rawOutputPrefix, checkpoint, previousCheckpoint];
}

async function startApart(command: ApartCommand): Promise<void> {
	const { runApart } = await import("./apart.js");
	await runApart(command);
}

function unprepared(thrown: unknown): never {
	throw new AttemptFailure("read", thrown);
}

/** Answers for a failure; false where the answer cannot be written. */
async function tell(
	thrown: unknown,
	{ outputPrefix, flyte, blobs }: { outputPrefix: string; flyte: FlyteEnvironment; blobs: BlobStore },
): Promise<boolean> {
	try {
		const failure = thrown instanceof AttemptFailure ? thrown : new AttemptFailure("load", thrown);
		const error = containerError(failure, { worker: flyte.worker, now: Date.now() });
		console.error(error.message);
		await writeAnswer(errorAnswer(error, flyte), outputPrefix, blobs);
		return true;
	} catch (unwritten) {
		say(unwritten);
		return false;
	}
}

function settled(attempt: Promise<Answer>): Promise<unknown> {
	const late = new Promise((resolve) => setTimeout(resolve, CLEAN_UP));
	return Promise.race([late, attempt.catch(() => {})]);
}

function say(thrown: unknown): void {
	console.error(labelled(describeThrown(thrown)));
}
