import type { AnyCallable } from "../authoring/api-types.js";
import { ImperativeWorkflow } from "../authoring/imperative.js";
import { FlyteError } from "../errors/index.js";
import type { LaunchPlanOptions } from "../graph/entities.js";
import type { FlyteExecution } from "./execution.js";
import { type EntityGiven, fetchLaunchPlan } from "./fetch-entities.js";
import type { FetchedLaunchPlan } from "./fetched.js";
import { type ExecuteOptions, execute } from "./launch.js";
import { registerEntities } from "./registration.js";
import { ticksBetween } from "./schedule-ticks.js";
import { type Place, placeIn, type RemoteSession } from "./session.js";

/** What a backfill covers, and how it runs. flytekit: create_backfill_workflow and launch_backfill. */
export interface BackfillOptions extends Place {
	/** Ticks after this instant. */
	readonly from: Date;
	/** Ticks before this instant. */
	readonly to: Date;
	/** All at a time; one after the other when left out. */
	readonly parallel?: boolean;
	/** Makes the plan and registers nothing. */
	readonly dryRun?: boolean;
	/** Registers the workflow without starting it. */
	readonly execute?: boolean;
	/** Of the workflow that is registered; from what it covers when left out. */
	readonly version?: string;
	/** Of the execution. */
	readonly executionName?: string;
	readonly perNodeTimeout?: `${number}${"s" | "m" | "h" | "d"}`;
	readonly perNodeRetries?: number;
	readonly failurePolicy?: "failImmediately" | "failAfterExecutableNodesComplete";
	readonly overwriteCache?: boolean;
}

/** What a backfill came to. */
export interface BackfillPlan {
	/** Times for which the launch plan runs, in order. */
	readonly ticks: readonly Date[];
	/** The workflow that calls the launch plan once for each. */
	readonly workflow: ImperativeWorkflow;
	readonly version: string;
	/** Undefined of a dry run, and where nothing was to be started. */
	readonly execution?: FlyteExecution;
}

/** More nodes than this make a workflow that the cluster's own compiler is slow at. */
const MAX_TICKS = 5000;

/**
 * Makes a workflow that calls a scheduled launch plan for each tick of its schedule between two instants, both left out, registers it and
 * starts it. The launch plan's kickoff time argument gets the tick. Throws REMOTE_SCHEDULE for a plan without schedule, or a span without ticks.
 */
export async function backfill(
	session: RemoteSession,
	given: EntityGiven | FetchedLaunchPlan,
	options: BackfillOptions,
): Promise<BackfillPlan> {
	const place = placeIn(session, options);
	const plan = isFetched(given) ? given : await fetchLaunchPlan(session, withPlace(given, place));
	const { schedule } = plan.options;
	if (schedule === undefined) {
		throw new FlyteError("REMOTE_SCHEDULE", `launch plan ${plan.name} at ${plan.id.version} has no schedule`, {
			entity: plan.name,
			wayOut: "a backfill runs what a schedule would have run: name a launch plan that has one",
		});
	}
	const ticks = await ticksBetween(schedule, options.from, options.to, MAX_TICKS, plan.name);
	const workflow = backfillWorkflow(plan, schedule, ticks, options);
	const version = options.version ?? versionOf(plan, ticks, options);
	if (options.dryRun === true) return { ticks, workflow, version };
	await registerEntities(session, [workflow], { ...place, version, imageConfig: { images: [] }, env: {} });
	if (options.execute === false) return { ticks, workflow, version };
	const launch: ExecuteOptions = {
		...place,
		version,
		...(options.executionName === undefined ? {} : { name: options.executionName }),
		...(options.overwriteCache === undefined ? {} : { overwriteCache: options.overwriteCache }),
	};
	return { ticks, workflow, version, execution: await execute(session, workflow, {}, launch) };
}

function backfillWorkflow(
	plan: FetchedLaunchPlan,
	schedule: NonNullable<LaunchPlanOptions["schedule"]>,
	ticks: readonly Date[],
	options: BackfillOptions,
): ImperativeWorkflow {
	const { failurePolicy, perNodeRetries, perNodeTimeout } = options;
	const workflow = new ImperativeWorkflow(
		`backfill-${plan.name}`,
		undefined,
		failurePolicy === undefined ? {} : { failurePolicy },
	);
	let before: ReturnType<typeof workflow.addEntity> | undefined;
	for (const tick of ticks) {
		const inputs = schedule.kickoffTimeArg === undefined ? {} : { [schedule.kickoffTimeArg]: tick };
		const node = workflow.addEntity(plan as AnyCallable, inputs as never).withOverrides({
			nodeName: `b-${tick.toISOString().slice(0, 19).replaceAll(":", "-").toLowerCase()}`,
			...(perNodeRetries === undefined ? {} : { retries: perNodeRetries }),
			...(perNodeTimeout === undefined ? {} : { timeout: perNodeTimeout }),
		});
		if (options.parallel !== true) before?.before(node);
		before = node;
	}
	return workflow;
}

/** The same span of the same plan is the same workflow: asked for twice, it is registered once. */
function versionOf(plan: FetchedLaunchPlan, ticks: readonly Date[], options: BackfillOptions): string {
	const span = [ticks[0], ticks.at(-1)].map((tick) => (tick as Date).toISOString().slice(0, 16).replace(/[-:]/g, ""));
	const how = [
		options.parallel === true ? "p" : "s",
		options.perNodeRetries ?? "",
		options.perNodeTimeout ?? "",
		options.failurePolicy === "failAfterExecutableNodesComplete" ? "a" : "",
	].join("");
	return `${plan.id.version}-${span.join("-")}-${how}`.toLowerCase();
}

function isFetched(value: EntityGiven | FetchedLaunchPlan): value is FetchedLaunchPlan {
	return typeof value === "function";
}

function withPlace(given: EntityGiven, place: { readonly project: string; readonly domain: string }): EntityGiven {
	return typeof given === "string" ? { ...place, name: given } : { ...place, ...given };
}
