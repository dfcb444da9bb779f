import type { Identifier, ResourceType } from "../config/identifier.js";

/** Where an archive may be put: what CreateUploadLocation of Flyte's data proxy answers. */
export interface UploadLocation {
	/** Takes one PUT of the bytes whose MD5 was given. A secret: it carries a signature. */
	readonly signedUrl: string;
	/** Where containers read it from: `s3://...`, `gs://...`, `file://...`. */
	readonly nativeUrl: string;
	/** Headers that the PUT has to have beside Content-MD5. */
	readonly headers: Readonly<Record<string, string>>;
}

/** What came of creating an entity: Flyte keeps each version as it first was. */
export type Creation = "created" | "same" | "different";

/**
 * What registering needs of a Flyte deployment. The remote client is one; tests have one in memory. Every method throws what
 * names the host and the call when the deployment cannot be reached or refuses.
 */
export interface RegistrationTarget {
	/** The deployment as messages name it: `dns:///flyte.example.com`. */
	readonly endpoint: string;
	/**
	 * Creates an entity. `spec` is flyteidl.admin.TaskSpec, WorkflowSpec or LaunchPlan (with id), as wire encodes them. "same" when that
	 * version is there with the same content, "different" when it is there with another.
	 */
	createEntity(id: Identifier, spec: Uint8Array): Promise<Creation>;
	/**
	 * The entity as it is kept: bytes of flyteidl.core.TaskTemplate, core.WorkflowTemplate (the primary one) or admin.LaunchPlanSpec;
	 * undefined where that version is not there.
	 */
	getEntity(id: Identifier): Promise<Uint8Array | undefined>;
	/** The version of that name that was created last; undefined where there is none. */
	latestVersion(of: {
		readonly resourceType: ResourceType;
		readonly project: string;
		readonly domain: string;
		readonly name: string;
	}): Promise<string | undefined>;
	/** Makes a launch plan's version the active one of its name. */
	activateLaunchPlan(id: Identifier): Promise<void>;
	/** Asks where to put a file. `filenameRoot` makes equal content go to one place. */
	createUploadLocation(request: {
		readonly project: string;
		readonly domain: string;
		readonly filename: string;
		readonly filenameRoot?: string;
		readonly contentMd5: Uint8Array;
	}): Promise<UploadLocation>;
}
