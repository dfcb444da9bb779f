import type { DetectedModule, DetectionProblem } from "../detected.js";
import type { CheckedProgram } from "./checker.js";
import { compilerProblems } from "./compiler-messages.js";

/** What the surroundings lack, not the program: modules and globals without declarations. */
const SURROUNDINGS = new Set([2307, 2580, 2582, 2583, 2584, 2585, 2591, 2592, 2593, 2688, 2792, 2868, 7016]);
/** What only `strict` finds, which detection forces and the user's own project may not have. */
const STRICTNESS = new Set([2454, 2531, 2532, 2533, 2564, 2721, 2722, 18046, 18047, 18048, 18049, 18050]);

/**
 * TypeScript's own errors that say the program is wrong whatever its settings: these stop a run, as the types that detection
 * reads would not hold. `check` lists all the others as well.
 */
export function typeErrors(program: CheckedProgram, file: string): readonly DetectionProblem[] {
	return compilerProblems(program, file).filter(({ message }) => {
		const code = Number(/^TS(\d+)/.exec(message)?.[1]);
		if (SURROUNDINGS.has(code) || STRICTNESS.has(code)) return false;
		if (code >= 7000 && code < 7100) return false; // implicit any
		return !/'(undefined|null)' is not assignable|is possibly '(undefined|null)'/.test(message);
	});
}

/** A module's problems with those type errors, but for lines that detection speaks of already. */
export function withTypeErrors(program: CheckedProgram, module: DetectedModule, file: string): DetectedModule {
	const told = new Set(
		[...module.problems, ...module.sites.flatMap((site) => site.problems)].map((problem) => problem.location.line),
	);
	const more = typeErrors(program, file).filter((problem) => !told.has(problem.location.line));
	return more.length === 0 ? module : { ...module, problems: [...module.problems, ...more] };
}
