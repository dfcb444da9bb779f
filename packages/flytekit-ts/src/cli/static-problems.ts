import { relative, resolve } from "node:path";
import { FlyteError, formatLocation } from "../errors/index.js";
import type { DetectionProblem } from "../interface/detected.js";
import { moduleOf } from "../interface/provider.js";
import type { Program } from "./program.js";

const SHOWN = 10;

/** What detection refuses in a program, file by file, each problem once. */
export function staticProblems(program: Pick<Program, "files">): DetectionProblem[] {
	const found = new Map<string, DetectionProblem>();
	for (const file of program.files) {
		const module = moduleOf(file);
		if (module === undefined) continue;
		for (const problem of [...module.problems, ...module.sites.flatMap((site) => site.problems)]) {
			found.set(`${formatLocation(problem.location)} ${problem.message}`, problem);
		}
	}
	return [...found.values()];
}

/** Throws CLI_STATIC_PROBLEMS when detection refuses anything in the program: nothing of it is run then. */
export function refuseStaticProblems(program: Pick<Program, "files" | "root" | "shown">, cwd: string): void {
	const problems = staticProblems(program);
	const [first] = problems;
	if (first === undefined) return;
	const texts = problems.slice(0, SHOWN).map((problem) => problemText(problem, program.root, cwd));
	const more = problems.length - SHOWN;
	if (more > 0) texts.push(`and ${more} more: tsflyte check ${program.shown}`);
	const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
	throw new FlyteError(
		"CLI_STATIC_PROBLEMS",
		`${program.shown} has ${count}; nothing was run\n\n${texts.join("\n\n")}`,
	);
}

/** A problem as it is printed: message, place as seen from `cwd`, source frame, way out. */
export function problemText(
	{ message, location, frame, wayOut }: Omit<DetectionProblem, "location"> & Partial<DetectionProblem>,
	root: string,
	cwd: string,
): string {
	const lines = [message];
	if (location !== undefined) {
		const file = relative(cwd, resolve(root, location.file));
		lines.push(`  at ${formatLocation({ ...location, file })}`);
	}
	if (frame !== "") lines.push(frame);
	if (wayOut !== "") lines.push(`  way out: ${wayOut}`);
	return lines.join("\n");
}
