import type { TypedInterface } from "../../interface/typed-interface.js";
import type { FlyteExecution, FlyteRemote } from "../../remote/index.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { type Interrupt, interruptible } from "../interrupt.js";
import type { Io } from "../io.js";
import { jsonText, outputsJson } from "../output/result-json.js";
import { resultText } from "../output/result-text.js";
import { type FollowOptions, follow, sayGoesOn } from "./follow.js";

/** How an execution is waited for. */
export interface WaitFor {
	/** What its outputs are printed by. */
	readonly interface: TypedInterface;
	readonly json: boolean;
	/** Says nothing of what happens. */
	readonly quiet: boolean;
	readonly pollMs: number | undefined;
}

/** Follows an execution to its end, and prints what it gave as a run here does. Throws what it failed with. */
export async function waitFor(remote: FlyteRemote, execution: FlyteExecution, how: WaitFor, io: Io): Promise<ExitCode> {
	const options = { ...(how.quiet ? {} : { to: io.stderr }), pollMs: how.pollMs };
	const ended = await followed(remote, execution, options, io);
	if (ended === undefined) return EXIT.interrupted;
	const outputs = await ended.outputs();
	io.stdout.write(
		how.json
			? `${jsonText(outputsJson(outputs, how.interface))}\n`
			: resultText(outputs, how.interface, io.stdout.isTTY),
	);
	return EXIT.ok;
}

/** Follows an execution until it has ended, or somebody presses Ctrl-C: then says that it goes on, and gives undefined. */
export async function followed(
	remote: FlyteRemote,
	execution: FlyteExecution,
	options: Omit<FollowOptions, "signal">,
	io: Io,
): Promise<FlyteExecution | undefined> {
	const following = async ({ signal }: Interrupt) => {
		try {
			return await follow(remote, execution, { ...options, signal });
		} catch (error) {
			if (signal.aborted) return undefined;
			throw error;
		}
	};
	const { result, interrupted } = await interruptible(io.stderr, following, "waiting no longer");
	if (!interrupted && result !== undefined) return result;
	sayGoesOn(remote, execution, io);
	return undefined;
}
