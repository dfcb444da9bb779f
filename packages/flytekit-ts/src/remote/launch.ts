import type { NativeInputs } from "../authoring/callable.js";
import { EagerTask } from "../authoring/eager.js";
import { prepareDeclared } from "../authoring/tracker.js";
import type { Identifier } from "../config/identifier.js";
import { parseImage } from "../config/image-reference.js";
import { FlyteError, isFlyteError } from "../errors/index.js";
import type { Entity } from "../graph/entities.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import {
	createExecution,
	executionKey,
	getExecution,
	recoverExecution,
	relaunchExecution,
} from "../wire/admin/index.js";
import type { ExecutionId, LaunchOptions } from "../wire/admin/records.js";
import { FlyteExecution } from "./execution.js";
import { fetchLaunchPlan, fetchTask } from "./fetch-entities.js";
import { registerEntities, versionOf } from "./registration.js";
import { checkInputs, remoteInputs } from "./remote-inputs.js";
import { type Place, placeIn, type RemoteSession } from "./session.js";

/** How an entity is executed: flytekit's arguments of execute, and its Options. */
export interface ExecuteOptions extends LaunchOptions, Place {
	/** Of the execution; a random one when left out. The same name twice is one execution. */
	readonly name?: string;
	/** Begins a random name: `nightly` gives `nightly-k3f9...`. flytekit: execution_name_prefix. */
	readonly namePrefix?: string;
	/** Of the entity, where it is one of this program's: the one that was registered last when left out. */
	readonly version?: string;
	/**
	 * The image that has the code of an entity of this program: it is registered first, with all that it calls, unless it is there. Its version is made of
	 * the content when none is given. flytekit: image_config.
	 */
	readonly image?: string;
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
	const place = placeIn(session, options);
	const wanted = { ...place, name: nameOf(session, options) };
	checkName(wanted.name);
	// Of an entity whose interface is here all that can be wrong is said before anything is sent.
	if (entity.id === undefined) checkInputs(entity, inputs);
	const launched = await launchedOf(session, entity, options);
	const literals = await remoteInputs(session, launched, inputs, place);
	const id = await created(session, wanted, launched.id, () =>
		createExecution(session.transport, wanted, launched.id, literals, options),
	);
	const execution = new FlyteExecution(session, await getExecution(session.transport, id), launched.interface);
	return options.wait === true ? execution.wait() : execution;
}

function nameOf(session: RemoteSession, { name, namePrefix }: ExecuteOptions): string {
	if (namePrefix === undefined) return name ?? session.random.id(NAME_LENGTH);
	if (name === undefined) return `${namePrefix}-${session.random.id(NAME_LENGTH)}`;
	throw new FlyteError("REMOTE_OPTION", "an execution has a name or a prefix for one, not both", {
		path: "namePrefix",
		wayOut: "leave one of name and namePrefix out",
	});
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
	// An eager task is launched by the workflow around it, which cleans up after it.
	const isTask = entity.entityKind === "task" && !(entity instanceof EagerTask);
	if (entity.id !== undefined) {
		if (entity.entityKind !== "workflow") return { id: entity.id, name, interface: face };
		// A workflow is executed by its launch plan, which has its name, and values for some of its inputs.
		const { id, interface: planned } = await fetchLaunchPlan(session, entity.id);
		return { id, name, interface: planned };
	}
	const place = placeIn(session, options);
	const version = options.image === undefined ? options.version : await registered(session, entity, options);
	const given = { name, ...place, ...(version === undefined ? {} : { version }) };
	const { id } = isTask ? await fetchTask(session, given) : await fetchLaunchPlan(session, given);
	return { id, name, interface: face };
}

/** Registers an entity of this program as its image has it; gives the version. */
async function registered(session: RemoteSession, entity: Entity, options: ExecuteOptions): Promise<string> {
	const image = parseImage(options.image ?? "");
	if (image === undefined) {
		throw new FlyteError("REMOTE_OPTION", `${JSON.stringify(options.image)} is no reference to an image`, {
			path: "image",
			wayOut: "such as ghcr.io/acme/app:v1",
		});
	}
	await prepareDeclared();
	const settings = { ...placeIn(session, options), imageConfig: { defaultImage: image, images: [image] }, env: {} };
	const version = options.version ?? versionOf([entity], settings);
	await registerEntities(session, [entity], { ...settings, version });
	return version;
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
