import { createHash } from "node:crypto";
import type { Identifier } from "../../config/identifier.js";
import type { SerializationSettings } from "../../config/serialization-settings.js";
import type { RegistrationTarget, UploadLocation } from "../../remote/registration-target.js";
import { type SerializedEntity, serializedEntities } from "../../wire/serialized-entities.js";
import { differences } from "./differences.js";
import { inTurns } from "./in-turns.js";
import type { PreparedRegistration } from "./prepare-registration.js";
import { conflict, interrupted } from "./register-errors.js";

/** What registering makes of an entity. */
export type EntityState =
	/** Its name was not registered before. */
	| "new"
	/** Its name has other versions. */
	| "changed"
	/** This very version is there, with the same content. */
	| "same";

/** One line of what was, or would be, registered. */
export interface RegisteredEntity {
	readonly id: Identifier;
	readonly state: EntityState;
	/** The version that was registered last before, where there is one and it is another. */
	readonly previous?: string;
	/** Whether it was made the active version of its launch plan. */
	readonly activated: boolean;
}

export interface RegisterOptions {
	/** Asks, and creates nothing. */
	readonly dryRun: boolean;
	/** Makes every launch plan active; without it those that ask for it themselves. */
	readonly activate: boolean;
	/** Puts the archive to its place. */
	upload(location: UploadLocation, bytes: Uint8Array, md5: Uint8Array): Promise<void>;
}

/** What came of it. */
export interface RegistrationReport {
	readonly entities: readonly RegisteredEntity[];
	/** Where the archive lies; undefined where the image has the code. */
	readonly location: string | undefined;
	readonly settings: SerializationSettings;
}

/**
 * Registers what was prepared: tasks, then workflows and launch plans after what they refer to. A version that is there with other content
 * is refused before anything is uploaded or created. Throws REGISTER_CONFLICT, REGISTER_INTERRUPTED, and what the target throws.
 */
export async function registerPrepared(
	prepared: PreparedRegistration,
	target: RegistrationTarget,
	options: RegisterOptions,
): Promise<RegistrationReport> {
	const place = await reserve(prepared, target);
	const settings = prepared.settingsAt(place?.location.nativeUrl);
	const items = serializedEntities(prepared.registration, settings);
	const kept = await inTurns(items, ({ id }) => target.getEntity(id));
	await refuseConflicts(items, kept, target, options.dryRun);
	const previous = await inTurns(items, ({ id }, i) =>
		kept[i] === undefined ? target.latestVersion(id) : Promise.resolve(undefined),
	);
	const absent = items.filter((_, i) => kept[i] === undefined);
	if (!options.dryRun && absent.length > 0) {
		if (place !== undefined) await options.upload(place.location, place.bytes, place.md5);
		await createAll(absent, target);
	}
	const entities: RegisteredEntity[] = [];
	for (const [i, { id, entity }] of items.entries()) {
		const before = previous[i];
		const state: EntityState = kept[i] !== undefined ? "same" : before === undefined ? "new" : "changed";
		const activated = entity.entityKind === "launchPlan" && (options.activate || entity.options.autoActivate === true);
		if (activated && !options.dryRun) await target.activateLaunchPlan(id);
		entities.push({ id, state, activated, ...(before === undefined ? {} : { previous: before }) });
	}
	return { entities, location: place?.location.nativeUrl, settings };
}

async function reserve({ archive, settingsAt }: PreparedRegistration, target: RegistrationTarget) {
	if (archive === undefined) return undefined;
	const { bytes, digest } = archive;
	const md5 = createHash("md5").update(bytes).digest();
	const { project, domain } = settingsAt();
	// without a root the data proxy names the place by the content: the same code comes to the same place
	const location = await target.createUploadLocation({
		project,
		domain,
		filename: `fast${digest.slice(0, 32)}.tar.gz`,
		contentMd5: md5,
	});
	return { location, bytes, md5 };
}

/** What is there is asked to be created again: the deployment itself says whether it is the same. */
async function refuseConflicts(
	items: readonly SerializedEntity[],
	kept: readonly (Uint8Array | undefined)[],
	target: RegistrationTarget,
	dryRun: boolean,
): Promise<void> {
	const verdicts = await inTurns(items, async (item, i) => {
		const there = kept[i];
		if (there === undefined) return undefined;
		const said = differences(item, there);
		if (dryRun) return said.length === 0 ? undefined : { id: item.id, said };
		const creation = await target.createEntity(item.id, item.spec);
		return creation === "different" ? { id: item.id, said } : undefined;
	});
	const conflicts = verdicts.filter((verdict) => verdict !== undefined);
	if (conflicts.length > 0) throw conflict(conflicts, target.endpoint);
}

async function createAll(items: readonly SerializedEntity[], target: RegistrationTarget): Promise<void> {
	const created: Identifier[] = [];
	for (const { id, spec } of items) {
		try {
			// "different": somebody else registered it since it was looked for
			if ((await target.createEntity(id, spec)) === "different") throw conflict([{ id, said: [] }], target.endpoint);
		} catch (error) {
			throw created.length === 0 ? error : interrupted(error, id, created, target.endpoint);
		}
		created.push(id);
	}
}
