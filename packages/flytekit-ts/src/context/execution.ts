import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FlyteError } from "../errors/index.js";
import { currentState } from "./async-state.js";
import { consoleLogger, type Logger } from "./logger.js";
import { type SecretsAccess, secretsFromEnvironment } from "./secrets.js";

/** Facts about the attempt that is running, as whoever runs it knows them. */
export interface AttemptFacts {
	/** The same for all tasks of a run; on Flyte the execution's name. */
	readonly executionId: string;
	/** `main/n0/dn3`, or the task's name when it runs alone. */
	readonly nodePath: string;
	/** 0 for the first. */
	readonly attempt: number;
	/** Index inside an array node. */
	readonly arrayIndex?: number;
	/** Made when first asked for, where thousands of attempts would never ask. */
	readonly signal: AbortSignal;
}

/**
 * What a task's body may ask of its surroundings (flytekit's ExecutionParameters), from {@link currentContext}.
 */
export class ExecutionContext implements AttemptFacts {
	readonly executionId: string;
	/** `module.exportName` of the task. */
	readonly taskName: string;
	readonly nodePath: string;
	readonly attempt: number;
	readonly arrayIndex: number | undefined;
	/** Where files and datasets that the task returns are put. */
	readonly rawOutputPrefix: string;
	readonly #attempt: AttemptFacts;
	private folder: string | undefined = undefined;

	constructor(facts: AttemptFacts, taskName: string, rawOutputPrefix: string) {
		this.#attempt = facts;
		this.executionId = facts.executionId;
		this.taskName = taskName;
		this.nodePath = facts.nodePath;
		this.attempt = facts.attempt;
		this.arrayIndex = facts.arrayIndex;
		this.rawOutputPrefix = rawOutputPrefix;
	}

	/** Aborted when the attempt must stop: timeout, failure elsewhere, Ctrl-C. Pass it on to what can be cancelled. */
	get signal(): AbortSignal {
		return this.#attempt.signal;
	}

	/** A folder of this attempt's own, made when first asked for, below the machine's temporary folder. */
	get workingDirectory(): string {
		if (this.folder === undefined) {
			const parent = join(tmpdir(), "flytekit-ts");
			mkdirSync(parent, { recursive: true });
			this.folder = mkdtempSync(join(parent, "work-"));
		}
		return this.folder;
	}

	/** Writes lines to stderr that say which node they come from. */
	get logger(): Logger {
		return consoleLogger(this.nodePath);
	}

	/** Secrets from the environment, or from files, as Flyte mounts them. */
	get secrets(): SecretsAccess {
		return secretsFromEnvironment;
	}
}

/**
 * The context of the task that is running. flytekit: current_context().
 * Throws AUTHORING_NO_CONTEXT outside a task's body.
 */
export function currentContext(): ExecutionContext {
	const context = currentState()?.execution as ExecutionContext | undefined;
	if (context === undefined) {
		throw new FlyteError("AUTHORING_NO_CONTEXT", "currentContext() was called where no task is running", {
			wayOut: "call it inside the body of a task or dynamic, not while modules load or in a workflow's body",
		});
	}
	return context;
}
