import type { NativeInputs } from "../authoring/callable.js";
import type { Identifier } from "../config/identifier.js";
import { FlyteError, isFlyteError } from "../errors/index.js";
import type { Entity } from "../graph/entities.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import {
	createExecution,
	type ExecutionId,
	executionKey,
	getExecution,
	type LaunchOptions,
	recoverExecution,
	relaunchExecution,
} from "../wire/admin/index.js";
import { FlyteExecution } from "./execution.js";
import { fetchLaunchPlan, fetchTask } from "./fetch-entities.js";
import { remoteInputs } from "./remote-inputs.js";
import { type Place, placeIn, type RemoteSession } from "./session.js";

/** How an entity is executed: flytekit's arguments of execute, and its Options. */
export interface ExecuteOptions extends LaunchOptions, Place {
	/** Of the execution; a random one when left out. The same name twice is one execution. */
	readonly name?: string;
	/** Of the entity, where it is one of this program's: the one that was registered last when left out. */
	readonly version?: string;
	/** Waits for its end. */
	readonly wait?: boolean;
}

/** As long as flyteadmin's own names. */
const NAME_LENGTH = 20;

/** What an execution is started of, with the interface that its values go by. */
interface Launched {
	readonly id: Identifier;
	readonly name: string;
	readonly interface: TypedInterface;
}

/**
 * Starts an execution of a task, or of a launch plan; a workflow by its default launch plan. An entity of this program is the one that
 * was registered under its name, and its own types are the values'. Throws REMOTE_NOT_FOUND, REMOTE_INPUT and what conversion throws.
 */
export async function execute(
	session: RemoteSession,
	entity: Entity,
	inputs: NativeInputs,
	options: ExecuteOptions = {},
): Promise<FlyteExecution> {
	const launched = await launchedOf(session, entity, options);
	const place = placeIn(session, options);
	const literals = await remoteInputs(session, launched, inputs, place);
	const wanted = { ...place, name: options.name ?? session.random.id(NAME_LENGTH) };
	checkName(wanted.name);
	const id = await created(session, wanted, launched.id, () =>
		createExecution(session.transport, wanted, launched.id, literals, options),
	);
	const execution = new FlyteExecution(session, await getExecution(session.transport, id), launched.interface);
	return options.wait === true ? execution.wait() : execution;
}

/** Runs an execution's inputs again, all of it. */
export async function relaunch(
	session: RemoteSession,
	id: ExecutionId,
	options: { readonly name?: string; readonly overwriteCache?: boolean } = {},
): Promise<FlyteExecution> {
	const name = options.name ?? session.random.id(NAME_LENGTH);
	checkName(name);
	const started = await relaunchExecution(session.transport, id, name, options.overwriteCache ?? false);
	return new FlyteExecution(session, await getExecution(session.transport, started));
}

/** Runs an execution that failed again, taking over what succeeded in it. */
export async function recover(
	session: RemoteSession,
	id: ExecutionId,
	options: { readonly name?: string } = {},
): Promise<FlyteExecution> {
	const name = options.name ?? session.random.id(NAME_LENGTH);
	checkName(name);
	const started = await recoverExecution(session.transport, id, name);
	return new FlyteExecution(session, await getExecution(session.transport, started));
}

async function launchedOf(session: RemoteSession, entity: Entity, options: ExecuteOptions): Promise<Launched> {
	const { name, interface: face } = entity;
	const kind = entity.entityKind === "task" ? "task" : "launchPlan";
	if (entity.id !== undefined) {
		// A workflow is executed by its launch plan, which has its name.
		return { id: { ...entity.id, resourceType: kind }, name, interface: face };
	}
	const given = {
		name,
		...placeIn(session, options),
		...(options.version === undefined ? {} : { version: options.version }),
	};
	const { id } = kind === "task" ? await fetchTask(session, given) : await fetchLaunchPlan(session, given);
	return { id, name, interface: face };
}

/** An answer that got lost, or a name that was used for the same before, leads to the execution that is there. */
async function created(
	session: RemoteSession,
	wanted: ExecutionId,
	launched: Identifier,
	create: () => Promise<ExecutionId>,
): Promise<ExecutionId> {
	try {
		return await create();
	} catch (error) {
		if (!isFlyteError(error, "REMOTE_EXISTS")) throw error;
		const there = await getExecution(session.transport, wanted);
		const { name, version } = there.launched;
		if (name === launched.name && version === launched.version) return there.id;
		throw new FlyteError(
			"REMOTE_EXISTS",
			`${session.transport.endpoint} has an execution ${executionKey(wanted)} already, of ${name} at ${version}`,
			{ wayOut: "give this one another name", cause: error },
		);
	}
}

/** Flyte makes names of Kubernetes' objects of it. */
function checkName(name: string): void {
	if (/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return;
	throw new FlyteError("REMOTE_OPTION", `${JSON.stringify(name)} cannot be the name of an execution`, {
		path: "name",
		wayOut: "up to 63 lower-case letters, digits and dashes; a letter first, no dash last",
	});
}
