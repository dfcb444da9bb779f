import type { ThrownText } from "../errors/index.js";

/** What attempts tell of themselves, as part of a run's one stream. Names and texts are raw: print them through `plainText`. */
export type AttemptEvent =
	| {
			readonly type: "attemptFailed";
			readonly path: string;
			readonly name: string;
			/** 0 for the first. */
			readonly attempt: number;
			/** How many it may have in all, as far as is known by now: a system's failure adds one. */
			readonly maxAttempts: number;
			readonly thrown: ThrownText;
			/** As Flyte would note it: `USER:RuntimeError`, `TimeoutExpired`, `OOMKilled`, `Interrupted`. */
			readonly code: string;
			/** Whose fault it was; the system's failures do not use up the task's retries. */
			readonly kind: ErrorKind;
			readonly willRetry: boolean;
			readonly at: number;
	  }
	/** Something that an attempt in a thread or process of its own wrote. */
	| {
			readonly type: "attemptLog";
			readonly path: string;
			readonly name: string;
			readonly attempt: number;
			readonly stream: "stdout" | "stderr";
			/** As it was written: a line, a part of one, or several. */
			readonly text: string;
			readonly at: number;
	  }
	/** Something of a task's was rejected after the task had ended, or was given up: too late to fail it. */
	| {
			readonly type: "lateFailure";
			readonly path: string;
			readonly name: string;
			readonly thrown: ThrownText;
			readonly at: number;
	  };

/** Whose fault a failure is: flyteidl.core.ExecutionError.ErrorKind. */
export type ErrorKind = "user" | "system";
