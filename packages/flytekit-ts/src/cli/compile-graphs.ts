import { readFileSync } from "node:fs";
import { sourceFrame } from "../errors/frame.js";
import { FlyteError, isFlyteError } from "../errors/index.js";
import { describeThrown, labelled } from "../errors/thrown.js";
import { firstUserFrame } from "../loader/index.js";
import type { Program } from "./program.js";

/**
 * Runs `compile`, which evaluates workflow bodies. Whatever a body throws of its own becomes an error that points at its line:
 * the program is wrong then, nothing has run. Throws CLI_WORKFLOW_BODY, and errors of the graph as they are.
 */
export function compileGraphs<T>(program: Pick<Program, "files">, name: string, compile: () => T): T {
	try {
		return compile();
	} catch (thrown) {
		if (isFlyteError(thrown)) throw thrown;
		const said = describeThrown(thrown);
		const location = firstUserFrame(said.stack, program.files);
		throw new FlyteError("CLI_WORKFLOW_BODY", `the body of ${name} threw while its graph was made: ${labelled(said)}`, {
			...(location === undefined ? {} : { location, frame: frameOf(location) }),
			wayOut: "a workflow's body only wires calls together, before any value is known: do work inside tasks",
			cause: thrown,
		});
	}
}

function frameOf(at: { readonly file: string; readonly line: number; readonly column: number }): string {
	try {
		return sourceFrame(readFileSync(at.file, "utf8"), at.line, at.column);
	} catch {
		return ""; // the file went away meanwhile
	}
}
