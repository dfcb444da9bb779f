import type { Identifier, ResourceType } from "../config/identifier.js";
import { didYouMean } from "../errors/did-you-mean.js";
import { FlyteError, isFlyteError } from "../errors/index.js";
import { getActiveLaunchPlan, getLaunchPlan, getTask, getWorkflow, listIds, listNames } from "../wire/admin/index.js";
import { FetchedLaunchPlan, FetchedTask, FetchedWorkflow } from "./fetched.js";
import { type Place, placeIn, type RemoteSession } from "./session.js";
import { WORDS } from "./words.js";

/** What names an entity: without a version the one that was registered last. */
export interface EntityReference extends Place {
	readonly name: string;
	readonly version?: string;
}

/** A name alone, or with its place and version. */
export type EntityGiven = string | EntityReference;

/** The entity as the cluster has it. Throws REMOTE_NOT_FOUND, with names or versions near to the one that was given. */
export async function fetchTask(session: RemoteSession, given: EntityGiven): Promise<FetchedTask> {
	return nearby(session, "task", given, async (id) => new FetchedTask(await getTask(session.transport, id)));
}

/** As {@link fetchTask}. */
export async function fetchWorkflow(session: RemoteSession, given: EntityGiven): Promise<FetchedWorkflow> {
	return nearby(
		session,
		"workflow",
		given,
		async (id) => new FetchedWorkflow(await getWorkflow(session.transport, id)),
	);
}

/** As {@link fetchTask}; a workflow's default launch plan has the workflow's name. */
export async function fetchLaunchPlan(session: RemoteSession, given: EntityGiven): Promise<FetchedLaunchPlan> {
	return nearby(
		session,
		"launchPlan",
		given,
		async (id) => new FetchedLaunchPlan(await getLaunchPlan(session.transport, id)),
	);
}

/** The version of a launch plan that schedules run. Throws REMOTE_NOT_FOUND where none is active. */
export async function fetchActiveLaunchPlan(session: RemoteSession, given: EntityGiven): Promise<FetchedLaunchPlan> {
	const { name, ...place } = typeof given === "string" ? { name: given } : given;
	const of = { ...placeIn(session, place), name };
	return new FetchedLaunchPlan(await getActiveLaunchPlan(session.transport, of));
}

/** The id in full: its version looked up where none is given. Throws REMOTE_NOT_FOUND where the name has no version at all. */
export async function resolveId(
	session: RemoteSession,
	resourceType: ResourceType,
	given: EntityGiven,
): Promise<Identifier> {
	const { name, version, ...place } = typeof given === "string" ? { name: given, version: undefined } : given;
	const at = placeIn(session, place);
	if (version !== undefined) return { resourceType, ...at, name, version };
	const { items } = await listIds(session.transport, resourceType, { ...at, name }, { limit: 1 });
	const [newest] = items;
	if (newest !== undefined) return newest;
	throw await notFound(session, { resourceType, ...at, name, version: "" });
}

async function nearby<T>(
	session: RemoteSession,
	resourceType: ResourceType,
	given: EntityGiven,
	get: (id: Identifier) => Promise<T>,
): Promise<T> {
	const id = await resolveId(session, resourceType, given);
	try {
		return await get(id);
	} catch (error) {
		if (!isFlyteError(error, "REMOTE_NOT_FOUND")) throw error;
		throw await notFound(session, id, error);
	}
}

async function notFound(session: RemoteSession, id: Identifier, cause?: unknown): Promise<FlyteError> {
	const { project, domain, name, version, resourceType } = id;
	const what = `${WORDS[resourceType]} ${JSON.stringify(name)}${version === "" ? "" : ` of version ${JSON.stringify(version)}`}`;
	return new FlyteError("REMOTE_NOT_FOUND", `${session.transport.endpoint} has no ${what} in ${project}:${domain}`, {
		wayOut: await nearWays(session, id),
		entity: name,
		...(cause === undefined ? {} : { cause }),
	});
}

/** Versions of that name where it has any, else names like it. */
async function nearWays(session: RemoteSession, id: Identifier): Promise<string> {
	const { project, domain, name, version, resourceType } = id;
	const otherwise = "register it, or name its project, domain and version";
	try {
		if (version !== "") {
			const { items } = await listIds(session.transport, resourceType, { project, domain, name }, { limit: 5 });
			const versions = [...new Set(items.filter((item) => item.name === name).map((item) => item.version))];
			if (versions.length > 0) return `it has the versions ${versions.join(", ")}, newest first`;
		}
		const near = didYouMean(name, await knownNames(session, id));
		return near ?? otherwise;
	} catch {
		return otherwise; // the search for a hint must not hide the error itself
	}
}

async function knownNames(session: RemoteSession, id: Identifier): Promise<readonly string[]> {
	const { project, domain, resourceType } = id;
	try {
		return (await listNames(session.transport, resourceType, { project, domain }, { limit: 500 })).items;
	} catch {
		const { items } = await listIds(session.transport, resourceType, { project, domain }, { limit: 500 });
		return items.map((item) => item.name);
	}
}
