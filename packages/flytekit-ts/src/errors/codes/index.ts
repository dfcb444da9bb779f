import { archiveCodes } from "./archive.js";
import { attemptCodes } from "./attempt.js";
import { authCodes } from "./auth.js";
import { authoringCodes } from "./authoring.js";
import { budgetCodes } from "./budget.js";
import { cliCodes } from "./cli.js";
import { engineCodes } from "./engine.js";
import { entrypointCodes } from "./entrypoint.js";
import { graphCodes } from "./graph.js";
import { interfaceCodes } from "./interface.js";
import { journalCodes } from "./journal.js";
import { packagingCodes } from "./packaging.js";
import { remoteCodes } from "./remote.js";
import { serverCodes } from "./server.js";
import { storageCodes } from "./storage.js";
import { testingCodes } from "./testing.js";
import { typesCodes } from "./types.js";
import { wireCodes } from "./wire.js";

/**
 * Every error code with the sentence that explains it; codes are unique across areas (a unit test checks). For people and for types: nothing
 * that runs imports it, which would carry the sentences into each container.
 */
export const errorCodes = {
	...archiveCodes,
	...attemptCodes,
	...authCodes,
	...authoringCodes,
	...budgetCodes,
	...cliCodes,
	...engineCodes,
	...entrypointCodes,
	...graphCodes,
	...interfaceCodes,
	...journalCodes,
	...remoteCodes,
	...packagingCodes,
	...serverCodes,
	...storageCodes,
	...testingCodes,
	...typesCodes,
	...wireCodes,
} as const;

/** A code such as `TYPES_INT_RANGE`. */
export type ErrorCode = keyof typeof errorCodes;
