import { tmpdir } from "node:os";
import { join } from "node:path";
import { joinUri } from "../context/uri.js";
import { describeThrown, labelled } from "../errors/index.js";
import { localStores } from "../storage/index.js";
import { encodeErrorDocument } from "../wire/index.js";
import { type ExecuteArguments, executeArguments, splitArguments } from "./arguments.js";
import { containerError } from "./container-error.js";
import { type FlyteEnvironment, flyteEnvironment } from "./environment.js";
import type { AttemptFailure } from "./failure.js";
import { runAttempt } from "./run-attempt.js";

/**
 * A container's command from start to end: one attempt of one task, answered by exactly one of outputs.pb, futures.pb and
 * error.pb. The process ends with 0 when it could say what happened, also of a failure; with 2 for a command line that names no
 * place for an answer, with 1 where the answer could not be written.
 */
export async function main(command: "tsflyte-execute" | "tsflyte-map-execute"): Promise<void> {
	let args: ExecuteArguments;
	try {
		args = executeArguments(command, splitArguments(command, process.argv.slice(2)));
	} catch (thrown) {
		console.error(labelled(describeThrown(thrown)));
		process.exit(2);
	}
	const flyte = flyteEnvironment(process.env);
	const blobs = localStores();
	try {
		let left: readonly (readonly [string, Uint8Array])[];
		try {
			left = await runAttempt({
				args,
				flyte,
				env: process.env,
				folder: process.cwd(),
				blobs,
				signal: new AbortController().signal,
				scratch: join(tmpdir(), "flytekit-ts", String(process.pid)),
			});
		} catch (failure) {
			left = [["error.pb", errorFile(failure as AttemptFailure, flyte)]];
		}
		for (const [name, bytes] of left) await blobs.write(joinUri(args.outputPrefix, name), bytes);
	} catch (thrown) {
		console.error(labelled(describeThrown(thrown)));
		process.exit(1);
	}
	process.exit(0);
}

function errorFile(failure: AttemptFailure, flyte: FlyteEnvironment): Uint8Array {
	const error = containerError(failure, { worker: flyte.worker, now: Date.now() });
	console.error(error.message);
	return encodeErrorDocument(error);
}
