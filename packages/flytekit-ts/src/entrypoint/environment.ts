import type { FlyteFacts } from "../context/flyte-facts.js";

/** What Flyte says of the execution in the container's environment. Texts are "" where it says nothing. */
export interface FlyteEnvironment extends Omit<FlyteFacts, "outputPrefix"> {
	/** 0 for the first; counts attempts after system errors too. */
	readonly attempt: number;
	/** Which of several workers of one task this is; "" where there is one. */
	readonly worker: string;
	/** Whether several workers write errors, so that each needs a file of its own. */
	readonly manyWorkers: boolean;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the variables that propeller sets, by their long names or the short ones of old. flytekit: setup_execution. */
export function flyteEnvironment(env: Variables): FlyteEnvironment {
	const first = (...names: readonly string[]) => {
		for (const name of names) if (env[name] !== undefined) return env[name];
		return "";
	};
	const attempt = Number(first("FLYTE_ATTEMPT_NUMBER") || "0");
	const manyWorkers = first("FLYTE_INTERNAL_DIST_ERROR_STRATEGY", "_F_DES") !== "";
	return {
		execution: {
			project: first("FLYTE_INTERNAL_EXECUTION_PROJECT", "_F_PRJ"),
			domain: first("FLYTE_INTERNAL_EXECUTION_DOMAIN", "_F_DM"),
			name: first("FLYTE_INTERNAL_EXECUTION_ID", "_F_NM"),
		},
		workflow: first("FLYTE_INTERNAL_EXECUTION_WORKFLOW", "_F_WF"),
		launchPlan: first("FLYTE_INTERNAL_EXECUTION_LAUNCHPLAN", "_F_LP"),
		task: {
			project: first("FLYTE_INTERNAL_TASK_PROJECT", "_F_TK_PRJ"),
			domain: first("FLYTE_INTERNAL_TASK_DOMAIN", "_F_TK_DM"),
			name: first("FLYTE_INTERNAL_TASK_NAME", "_F_TK_NM"),
			version: first("FLYTE_INTERNAL_TASK_VERSION", "_F_TK_V"),
		},
		attempt: Number.isSafeInteger(attempt) && attempt >= 0 ? attempt : 0,
		worker: manyWorkers ? first("FLYTE_INTERNAL_WORKER_NAME", "_F_WN") : "",
		manyWorkers,
	};
}
