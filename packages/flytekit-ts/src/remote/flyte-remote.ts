import type { AnyCallable, Called, InputsOf, OutputOf } from "../authoring/api-types.js";
import { isEntity, type NativeInputs } from "../authoring/callable.js";
import type { Identifier } from "../config/identifier.js";
import type { FlyteConfig, PlatformConfig } from "../config/platform.js";
import type { SerializationSettings } from "../config/serialization-settings.js";
import { type BlobStore, type Clock, type Random, systemClock, systemRandom } from "../context/ports/index.js";
import { FlyteError } from "../errors/index.js";
import type { Entity } from "../graph/entities.js";
import {
	getDomains,
	getExecution,
	getFlyteData,
	getVersion,
	listExecutions,
	listIds,
	listLaunchPlans,
	listProjects,
	setLaunchPlanState,
	userInfo,
} from "../wire/admin/index.js";
import type { DomainRecord, ExecutionId, ListOptions, Page, ProjectRecord, UserInfo } from "../wire/admin/records.js";
import type { AdminTransport } from "../wire/admin/transport.js";
import { type BackfillOptions, type BackfillPlan, backfill } from "./backfill.js";
import { type ConfigOptions, readFlyteConfig } from "./config/flyte-config.js";
import { type ConnectOptions, connect } from "./connect.js";
import { consoleUrl } from "./console-url.js";
import { FlyteExecution } from "./execution.js";
import {
	type EntityGiven,
	fetchActiveLaunchPlan,
	fetchLaunchPlan,
	fetchTask,
	fetchWorkflow,
	resolveId,
} from "./fetch-entities.js";
import { FetchedLaunchPlan, type FetchedTask, type FetchedWorkflow } from "./fetched.js";
import { type DownloadOptions, download, downloadTo, openDownload, type Uploaded, uploadFile } from "./files.js";
import { type ExecuteOptions, execute, recover, relaunch } from "./launch.js";
import { type Registered, registerEntities, registrationTarget } from "./registration.js";
import type { RegistrationTarget } from "./registration-target.js";
import { type Place, placeIn, type RemoteSession } from "./session.js";
import { guessedValues } from "./values.js";

/** What a client is made with beside its configuration. */
export interface RemoteOptions extends Place, ConnectOptions {
	/** Carries the calls; a channel to the configured endpoint when left out. */
	readonly transport?: AdminTransport;
	readonly clock?: Clock;
	readonly random?: Random;
	/** Where outputs are read from. */
	readonly blobs?: BlobStore;
}

/** What {@link FlyteRemote.execute} takes beside the entity: inputs may be left out where none is needed. */
export type ExecuteArgs<I> = [keyof I] extends [never]
	? [inputs?: Readonly<Record<string, never>>, options?: ExecuteOptions]
	: Partial<I> extends I
		? [inputs?: I, options?: ExecuteOptions]
		: [inputs: I, options?: ExecuteOptions];

/** The value of an entity's output(s): a value, a tuple, an object of named ones. */
export type ValueOf<O> = Awaited<Called<O>>;

/** An execution by its name alone, or in full. */
export type ExecutionGiven = string | (Place & { readonly name: string });

/** The client of a Flyte deployment. flytekit: FlyteRemote. Everything that it throws names the endpoint, the call and the way out. */
export class FlyteRemote {
	readonly #session: RemoteSession;
	readonly #close: () => Promise<void>;

	constructor(config: FlyteConfig, options: RemoteOptions = {}) {
		const { clock = systemClock, random = systemRandom } = options;
		const connection = connect(config, { clock, random, ...options });
		this.#close = connection.close;
		this.#session = {
			transport: options.transport ?? connection.transport,
			config,
			project: options.project ?? config.project ?? "flytesnacks",
			domain: options.domain ?? config.domain ?? "development",
			clock,
			random,
			blobs: options.blobs ?? connection.blobs,
		};
	}

	/** A client by the configuration that flytectl and flytekit would read: FLYTE_* variables over the file. flytekit: Config.auto. */
	static async auto(options: ConfigOptions & RemoteOptions = {}): Promise<FlyteRemote> {
		return new FlyteRemote(await readFlyteConfig(options), options);
	}

	/** A client of one endpoint, whatever is configured. flytekit: for_endpoint. */
	static forEndpoint(endpoint: string, options: RemoteOptions & Partial<PlatformConfig> = {}): FlyteRemote {
		const platform: PlatformConfig = {
			insecure: false,
			insecureSkipVerify: false,
			authType: "Pkce",
			scopes: [],
			useAudienceFromAdmin: false,
			rpcRetries: 4,
			...options,
			endpoint: endpoint.replace(/^dns:\/\/\//, ""),
		};
		return new FlyteRemote({ platform, storage: {} }, options);
	}

	get project(): string {
		return this.#session.project;
	}
	get domain(): string {
		return this.#session.domain;
	}
	/** As messages name it: `dns:///host:port`. */
	get endpoint(): string {
		return this.#session.transport.endpoint;
	}
	/** Where outputs are read from. What values may lead to on this machine and its networks is judged: see `FLYTE_ALLOWED_URIS`. */
	get blobs(): BlobStore {
		return this.#session.blobs;
	}
	get config(): FlyteConfig {
		return this.#session.config;
	}
	/** What registering puts its entities into: `tsflyte register`'s port. */
	get target(): RegistrationTarget {
		return registrationTarget(this.#session);
	}

	/** Ends the connection. */
	close(): Promise<void> {
		return this.#close();
	}

	/** The task of that name; without a version the one registered last. */
	fetchTask<I = any, O = any>(given: EntityGiven): Promise<FetchedTask<I, O>> {
		return fetchTask(this.#session, given);
	}
	fetchWorkflow<I = any, O = any>(given: EntityGiven): Promise<FetchedWorkflow<I, O>> {
		return fetchWorkflow(this.#session, given);
	}
	fetchLaunchPlan<I = any, O = any>(given: EntityGiven): Promise<FetchedLaunchPlan<I, O>> {
		return fetchLaunchPlan(this.#session, given);
	}
	/** The version of a launch plan that schedules run. */
	fetchActiveLaunchPlan<I = any, O = any>(given: EntityGiven): Promise<FetchedLaunchPlan<I, O>> {
		return fetchActiveLaunchPlan(this.#session, given);
	}
	/** An execution by its name, `project:domain:name`, or its page in the console. */
	async fetchExecution<O = any>(given: ExecutionGiven): Promise<FlyteExecution<O>> {
		return new FlyteExecution(this.#session, await getExecution(this.#session.transport, this.#executionId(given)));
	}

	/** Ids of tasks, newest first; of one name where `name` is given. */
	listTasks(of: ListOptions & Place & { readonly name?: string } = {}): Promise<Page<Identifier>> {
		return listIds(this.#session.transport, "task", this.#nameOf(of), of);
	}
	listWorkflows(of: ListOptions & Place & { readonly name?: string } = {}): Promise<Page<Identifier>> {
		return listIds(this.#session.transport, "workflow", this.#nameOf(of), of);
	}
	async listLaunchPlans(of: ListOptions & Place & { readonly name?: string } = {}): Promise<Page<FetchedLaunchPlan>> {
		const page = await listLaunchPlans(this.#session.transport, this.#nameOf(of), of);
		return { ...page, items: page.items.map((record) => new FetchedLaunchPlan(record)) };
	}
	/** Executions, newest first. flytekit: recent_executions. */
	async listExecutions(of: ListOptions & Place = {}): Promise<Page<FlyteExecution>> {
		const page = await listExecutions(this.#session.transport, placeIn(this.#session, of), of);
		return { ...page, items: page.items.map((record) => new FlyteExecution(this.#session, record)) };
	}
	listProjects(options?: ListOptions): Promise<Page<ProjectRecord>> {
		return listProjects(this.#session.transport, options);
	}
	getDomains(): Promise<readonly DomainRecord[]> {
		return getDomains(this.#session.transport);
	}
	/** The deployment's version. */
	getVersion(): Promise<string> {
		return getVersion(this.#session.transport);
	}
	/** Who the deployment takes the caller for. */
	userInfo(): Promise<UserInfo> {
		return userInfo(this.#session.transport);
	}

	/** Registers entities and all that they call; their code must be where `settings` say. The command `register` builds and uploads code too. */
	async register(
		entities: AnyCallable | readonly AnyCallable[],
		settings: SerializationSettings,
	): Promise<readonly Registered[]> {
		const roots = (Array.isArray(entities) ? entities : [entities]).map(entityOf);
		return registerEntities(this.#session, roots, settings);
	}

	/** Starts an execution of a fetched entity, or of one of this program's that is registered. */
	execute<E extends AnyCallable>(
		entity: E,
		...args: ExecuteArgs<InputsOf<E>>
	): Promise<FlyteExecution<ValueOf<OutputOf<E>>>>;
	async execute(entity: unknown, inputs: NativeInputs = {}, options: ExecuteOptions = {}): Promise<FlyteExecution> {
		return execute(this.#session, entityOf(entity), inputs, options);
	}

	/** Runs an execution that failed again, taking over what succeeded. */
	recover(given: ExecutionGiven, options?: { readonly name?: string }): Promise<FlyteExecution> {
		return recover(this.#session, this.#executionId(given), options);
	}
	/** Runs an execution's inputs again. */
	relaunch(
		given: ExecutionGiven,
		options?: { readonly name?: string; readonly overwriteCache?: boolean },
	): Promise<FlyteExecution> {
		return relaunch(this.#session, this.#executionId(given), options);
	}

	/** Makes a launch plan's version the one that its schedule runs. */
	async activateLaunchPlan(given: EntityGiven | Identifier): Promise<Identifier> {
		return this.#setState(given, "active");
	}
	async deactivateLaunchPlan(given: EntityGiven | Identifier): Promise<Identifier> {
		return this.#setState(given, "inactive");
	}

	/** Runs a scheduled launch plan for every tick between two dates. flytekit: launch_backfill. */
	backfill(given: EntityGiven | FetchedLaunchPlan, options: BackfillOptions): Promise<BackfillPlan> {
		return backfill(this.#session, given, options);
	}

	/** Puts a file into the cluster's store through its data proxy. flytekit: upload_file. */
	uploadFile(path: string, options: Place & { readonly filenameRoot?: string } = {}): Promise<Uploaded> {
		return uploadFile(this.#session, path, options);
	}
	/**
	 * Brings a blob of the cluster here: by its URI from the store, or by a link that the data proxy signs. Into a file it goes as it comes,
	 * else its bytes are given. flytekit: download.
	 */
	download(uri: string): Promise<Uint8Array>;
	download(uri: string, options: DownloadOptions): Promise<void>;
	download(uri: string, options?: DownloadOptions): Promise<unknown> {
		return options === undefined ? download(this.#session, uri) : downloadTo(this.#session, uri, options);
	}
	/** Its bytes as they come, without holding the whole. */
	openDownload(uri: string): Promise<ReadableStream<Uint8Array>> {
		return openDownload(this.#session, uri);
	}

	/** The value behind a `flyte://v1/...` URL: inputs or outputs by name, or signed links to files. flytekit: get. */
	async get(flyteUrl: string): Promise<Readonly<Record<string, unknown>> | readonly string[]> {
		const found = await getFlyteData(this.#session.transport, flyteUrl);
		return "links" in found ? found.links : guessedValues(this.#session, found.literals, flyteUrl);
	}

	/** The page of an execution or entity in Flyte's console. */
	generateConsoleUrl(of: FlyteExecution | ExecutionId | Identifier | { readonly id: Identifier }): string {
		const { platform } = this.config;
		return consoleUrl(platform, "id" in of ? of.id : of);
	}

	async #setState(given: EntityGiven | Identifier, state: "active" | "inactive"): Promise<Identifier> {
		const id = await resolveId(this.#session, "launchPlan", given);
		await setLaunchPlanState(this.#session.transport, id, state);
		return id;
	}

	#nameOf(of: Place & { readonly name?: string }) {
		return { ...placeIn(this.#session, of), ...(of.name === undefined ? {} : { name: of.name }) };
	}

	#executionId(given: ExecutionGiven): ExecutionId {
		if (typeof given !== "string") return { ...placeIn(this.#session, given), name: given.name };
		const page = /\/projects\/([^/]+)\/domains\/([^/]+)\/executions\/([^/?#]+)/
			.exec(given)
			?.slice(1)
			.map(decodeURIComponent);
		const parts = page ?? given.split(":");
		if (parts.length === 3) {
			const [project, domain, name] = parts as [string, string, string];
			return { project, domain, name };
		}
		return { ...placeIn(this.#session), name: given };
	}
}

function entityOf(value: unknown): Entity {
	if (isEntity(value)) return (value as unknown as { runnable(): Entity }).runnable();
	throw new FlyteError("REMOTE_INPUT", "what is to be executed or registered is no task, workflow or launch plan", {
		wayOut: "give what task(), workflow(), dynamic() or launchPlan() made, or what was fetched",
	});
}
