import type { SerializationSettings } from "../../config/serialization-settings.js";
import { SERIALIZED_CONTEXT, settingsToTransport } from "../../config/transport.js";
import { extendedResources } from "../../graph/extended-resources.js";
import { podWithContainer, primaryContainerName } from "../../graph/pod-template.js";
import { resourceList } from "../../graph/resources.js";
import type {
	ContainerSpec,
	ExtendedResourcesSpec,
	K8sPodSpec,
	SecurityContextSpec,
} from "../../graph/task-template.js";
import type { DetectionProblem } from "../../interface/detected.js";
import type { ImageSpec } from "../image-spec/image-spec.js";
import { type DeckField, deckFieldsOf } from "./deck-options.js";
import { resolveImage } from "./image.js";
import type { TaskOptions } from "./options.js";
import { defaultTaskResolver, exportNameOf, type TaskResolver } from "./resolver.js";
import { type ResourceSpec, resourceSpec } from "./resource-options.js";
import { Task } from "./task.js";

/** Makes a container's arguments from the settings. */
export type GetCommand = (settings: SerializationSettings) => readonly string[];

/**
 * A task whose container is this package's entrypoint, told which task to load. flytekit: PythonAutoContainerTask.
 */
export abstract class AutoContainerTask extends Task {
	protected abstract readonly options: TaskOptions;
	/** Dotted path of the file it was made in. */
	abstract get moduleName(): string;
	/** The exported name it is bound to. */
	abstract get exportName(): string | undefined;
	/** Why a container could not find it again, where it has no exported name. */
	get unregistrable(): DetectionProblem | undefined {
		return undefined;
	}
	private commandFn: GetCommand | undefined;
	private ownResolver: TaskResolver | undefined;

	/**
	 * The exported name it is bound to. flytekit: find_lhs.
	 * Throws AUTHORING_NOT_EXPORTED, or what the detector says of it, when there is none.
	 */
	findLhs(): string {
		return exportNameOf(this);
	}

	/** How the container finds the task again. */
	get taskResolver(): TaskResolver {
		return this.ownResolver ?? this.options.taskResolver ?? defaultTaskResolver;
	}
	setResolver(resolver: TaskResolver): void {
		this.ownResolver = resolver;
	}

	get containerImage(): string | ImageSpec | undefined {
		return this.options.containerImage;
	}
	/** What the author asked for. flytekit: ResourceSpec. */
	get resources(): ResourceSpec {
		return resourceSpec(this.name, this.options);
	}
	/** Whether each run writes a page about itself. */
	get enableDeck(): boolean {
		return this.options.enableDeck === true;
	}
	/** The opposite of {@link enableDeck}. */
	get disableDeck(): boolean {
		return !this.enableDeck;
	}
	/** What that page shows beside what the body adds; nothing when decks are off. */
	get deckFields(): readonly DeckField[] {
		return deckFieldsOf(this.name, this.options);
	}
	override get environment(): Readonly<Record<string, string>> {
		return this.options.environment ?? {};
	}
	override get securityContext(): SecurityContextSpec | undefined {
		const { secrets } = this.options;
		return secrets === undefined || secrets.length === 0 ? undefined : { secrets };
	}

	/** The entrypoint's arguments; propeller fills the templates in. flytekit: get_default_command. */
	getDefaultCommand(settings: SerializationSettings): readonly string[] {
		return entrypointCommand(
			"tsflyte-execute",
			this.taskResolver.location,
			this.taskResolver.loaderArgs(settings, this),
		);
	}

	/** The arguments in force: the default ones unless setCommandFn replaced them. */
	getCommand(settings: SerializationSettings): readonly string[] {
		return (this.commandFn ?? ((given) => this.getDefaultCommand(given)))(settings);
	}
	/** Replaces the command, for wrappers such as a map's. */
	setCommandFn(commandFn: GetCommand): void {
		this.commandFn = commandFn;
	}
	/** Whether {@link setCommandFn} replaced the command. */
	protected get hasOwnCommand(): boolean {
		return this.commandFn !== undefined;
	}
	/** Back to the default command. */
	resetCommandFn(): void {
		this.commandFn = undefined;
	}

	/** The image with its templates filled in. Throws AUTHORING_IMAGE. */
	getImage(settings: SerializationSettings): string {
		return resolveImage(this.name, this.containerImage, settings);
	}

	/** Nothing when the task has a pod of its own. */
	override getContainer(settings: SerializationSettings): ContainerSpec | undefined {
		return this.targetWith(settings, this.getCommand(settings)).container;
	}
	/** The pod template with the task's container in it; nothing without one. */
	override getK8sPod(settings: SerializationSettings): K8sPodSpec | undefined {
		return this.targetWith(settings, this.getCommand(settings)).k8sPod;
	}
	/** Says which container of a pod is the task's. */
	override getConfig(_settings: SerializationSettings): ReadonlyMap<string, string> | undefined {
		const { podTemplate } = this.options;
		return podTemplate === undefined
			? undefined
			: new Map([["primary_container_name", primaryContainerName(podTemplate)]]);
	}
	/** Accelerator and shared memory. */
	override getExtendedResources(_settings: SerializationSettings): ExtendedResourcesSpec | undefined {
		return extendedResources(this.options.accelerator, this.options.sharedMemory);
	}

	/** Where the task runs, told to run `command`: its container, or its pod with that container in it. */
	targetWith(
		settings: SerializationSettings,
		command: readonly string[],
	): { readonly container?: ContainerSpec; readonly k8sPod?: K8sPodSpec } {
		const { podTemplate } = this.options;
		const container = this.containerWith(settings, command);
		if (podTemplate === undefined) return { container };
		return {
			k8sPod: podWithContainer(podTemplate, container, (image) => resolveImage(this.name, image, settings)),
		};
	}

	/** The task's container, told to run `command`: a map runs its element's container with a command of its own. */
	containerWith(settings: SerializationSettings, command: readonly string[]): ContainerSpec {
		const { requests, limits } = this.resources;
		return {
			image: this.getImage(settings),
			command: [],
			args: [...fastPrefix(settings), ...command],
			env: new Map([
				...Object.entries(settings.env),
				...Object.entries(this.environment),
				...this.settingsForContainer(settings),
			]),
			requests: requests === undefined ? {} : resourceList(requests),
			limits: limits === undefined ? {} : resourceList(limits),
		};
	}

	/** A body that calls tasks emits or registers them in its container, with the settings that it was registered with itself. */
	private settingsForContainer(settings: SerializationSettings): readonly (readonly [string, string])[] {
		if (!this.isDynamic && this.metadata.isEager !== true) return [];
		return [[SERIALIZED_CONTEXT, settingsToTransport(settings)]];
	}
}

/** What every entrypoint is told: where inputs, outputs and checkpoints are, and by which resolver its task is found. */
export function entrypointCommand(name: string, resolver: string, loaderArgs: readonly string[]): readonly string[] {
	return [
		name,
		"--inputs",
		"{{.input}}",
		"--output-prefix",
		"{{.outputPrefix}}",
		"--raw-output-data-prefix",
		"{{.rawOutputDataPrefix}}",
		"--checkpoint-path",
		"{{.checkpointOutputPrefix}}",
		"--prev-checkpoint",
		"{{.prevCheckpointPrefix}}",
		"--resolver",
		resolver,
		"--",
		...loaderArgs,
	];
}

/** With fast registration a first command fetches the code, then runs the rest. */
function fastPrefix(settings: SerializationSettings): readonly string[] {
	const { fast } = settings;
	if (fast?.enabled !== true) return [];
	return [
		"tsflyte-fast-execute",
		"--additional-distribution",
		fast.distributionLocation ?? "{{ .remote_package_path }}",
		"--dest-dir",
		fast.destinationDir ?? "{{ .dest_dir }}",
		"--",
	];
}
