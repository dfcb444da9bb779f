import type { LaunchPlanEntity } from "../graph/entities.js";

/** What a launch plan says of all that runs inside it: on Flyte that is an execution of its own. */
export interface Launch {
	/** Cached results do not count; what is made replaces them. */
	readonly overwriteCache: boolean;
}

/** A launch plan's own, inside another's: what the outer one says to overwrite, the inner one overwrites too, as on Flyte. */
export function launchOf(plan: LaunchPlanEntity, outer: Launch | undefined): Launch {
	return { overwriteCache: plan.options.overwriteCache === true || outer?.overwriteCache === true };
}
