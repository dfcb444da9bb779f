import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { FlyteError } from "../../errors/index.js";
import { knownDetection } from "../../interface/provider.js";
import { decodeErrorDocument } from "../../wire/index.js";
import { verdict } from "../classify.js";
import { CALLS } from "./calls-variable.js";
import { startChild, TIMED } from "./child.js";
import type { Job } from "./job.js";
import { ownFile } from "./own-file.js";
import { Places } from "./places.js";
import type { LogListener, Running, RunningEnd } from "./running.js";

/** Processes at a time. */
export const processPlaces = new Places(Math.max(2, availableParallelism()));

/** An attempt in a process of its own, and the folder that it answers in. */
export interface ProcessRun {
	readonly running: Running;
	/** Removes the folder. */
	end(): Promise<void>;
}

/**
 * Makes an attempt as a container does: by the same command, from an inputs.pb to an outputs.pb, futures.pb or error.pb, in a
 * folder of its own. Throws ATTEMPT_NOT_APART.
 */
export async function startProcess(
	job: Job,
	memoryLimit: number | undefined,
	log: LogListener,
	calls?: (frames: Uint8Array) => void,
): Promise<ProcessRun> {
	const command = ownFile("dist/attempt-process.js");
	const parent = join(tmpdir(), "flytekit-ts");
	mkdirSync(parent, { recursive: true });
	const folder = await mkdtemp(join(parent, "attempt-"));
	const inputs = join(folder, "inputs.pb");
	await writeFile(inputs, job.inputs);
	const known = job.calls === undefined ? undefined : join(folder, "calls");
	if (known !== undefined) await writeFile(known, job.calls as Uint8Array);
	const { program, name, place } = job.task;
	const raw = job.rawOutputPrefix ?? pathToFileURL(join(parent, job.executionId)).href;
	const args = [
		command,
		...["--inputs", inputs, "--output-prefix", folder, "--raw-output-data-prefix", raw],
		...["--resolver", "flytekit-ts.program", "--", "program", program, "detection", detectionFile(), "task-name", name],
		...(place === undefined ? [] : ["task-place", JSON.stringify(place)]),
	];
	const answer = () => answerIn(folder);
	return {
		running: startChild({ args, env: environmentOf(job, known), memoryLimit, answer, calls }, log),
		end: () => rm(folder, { recursive: true, force: true }),
	};
}

/** What Flyte's engine tells a container. */
function environmentOf(
	{ executionId, nodePath, attempt, arrayIndex, callKey, isTimed }: Job,
	calls: string | undefined,
): NodeJS.ProcessEnv {
	return {
		...process.env,
		FLYTE_INTERNAL_EXECUTION_ID: executionId,
		FLYTE_INTERNAL_EXECUTION_PROJECT: "local",
		FLYTE_INTERNAL_EXECUTION_DOMAIN: "local",
		FLYTE_INTERNAL_TASK_VERSION: "local",
		FLYTE_INTERNAL_IMAGE: "local:local",
		FLYTE_ATTEMPT_NUMBER: String(attempt),
		FLYTEKIT_TS_NODE_PATH: nodePath,
		...(arrayIndex === undefined ? {} : { FLYTEKIT_TS_ARRAY_INDEX: String(arrayIndex) }),
		...(callKey === undefined ? {} : { FLYTEKIT_TS_CALL_KEY: callKey }),
		// one of an eager task around this process is not its own
		[CALLS]: calls,
		[TIMED]: isTimed === true ? "1" : undefined,
	};
}

async function answerIn(folder: string): Promise<RunningEnd> {
	const error = await bytesOf(join(folder, "error.pb"));
	if (error !== undefined) return { type: "failed", thrown: thrownIn(error) };
	const graph = await bytesOf(join(folder, "futures.pb"));
	if (graph !== undefined) return { type: "graph", bytes: graph };
	const outputs = await bytesOf(join(folder, "outputs.pb"));
	if (outputs !== undefined) return { type: "outputs", bytes: outputs };
	throw verdict(
		new FlyteError("ATTEMPT_NO_ANSWER", "the process it ran in ended as if all were well, and left no result", {
			wayOut: "its code must not end the process by itself",
		}),
		{ code: "OutputsNotFound", kind: "user", recoverable: true },
	);
}

function thrownIn(errorDocument: Uint8Array): unknown {
	const { message, code, origin: kind, recoverable } = decodeErrorDocument(errorDocument);
	return verdict(new FlyteError("ATTEMPT_THREW", message), { code, kind, recoverable });
}

async function bytesOf(file: string): Promise<Uint8Array | undefined> {
	try {
		return await readFile(file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}

let written: { readonly modules: number; readonly file: string } | undefined;

/** What is known of the program's sources, in a file for all processes of this one. */
function detectionFile(): string {
	const detection = knownDetection();
	if (written?.modules === detection.modules.length) return written.file;
	const folder = mkdtempSync(join(tmpdir(), "flytekit-ts", "detection-"));
	const file = join(folder, "detection.json");
	writeFileSync(file, JSON.stringify(detection));
	process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
	written = { modules: detection.modules.length, file };
	return file;
}
