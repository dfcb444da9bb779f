import { type ErrorCode, FlyteError } from "../errors/index.js";
import type { DetectionProblem } from "./detected.js";

/** The error to throw for a problem of the detector: the same text that `check` prints. */
export function problemError(problem: DetectionProblem, entity?: string): FlyteError {
	return new FlyteError(problem.code as ErrorCode, problem.message, {
		location: problem.location,
		frame: problem.frame,
		wayOut: problem.wayOut,
		...(problem.path === undefined ? {} : { path: problem.path }),
		...(entity === undefined ? {} : { entity }),
	});
}
