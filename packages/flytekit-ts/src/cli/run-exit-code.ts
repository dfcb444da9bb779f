import { isFlyteError } from "../errors/index.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** What is wrong with the program, whenever it comes to light: a graph that does not hold together, a launch plan that does not fit. */
const PROGRAM = /^(GRAPH_|AUTHORING_LAUNCH_PLAN|INTERFACE_(?!SCHEMA_INVALID))/;
const MAX_CAUSES = 8;

/**
 * Exit code of a run that failed. A fault of the program has the same code in a workflow, where it is found before anything
 * runs, as in a dynamic, whose body must run to show it; so has an input that the schema of the entity itself refuses.
 */
export function exitCodeOfRun(error: unknown): ExitCode {
	let fault: unknown = error;
	for (let i = 0; i < MAX_CAUSES && isFlyteError(fault); i++) {
		if (PROGRAM.test(fault.code)) return EXIT.usage;
		if (fault.code === "INTERFACE_SCHEMA_INVALID")
			return isOfInput(fault.details.path, error) ? EXIT.usage : EXIT.failed;
		fault = fault.details.cause;
	}
	return EXIT.failed;
}

/** The path of the outermost node has no slash: then the values came from the command line. */
function isOfInput(path: string | undefined, error: unknown): boolean {
	return path?.startsWith("inputs.") === true && isFlyteError(error) && error.details.node?.includes("/") === false;
}
