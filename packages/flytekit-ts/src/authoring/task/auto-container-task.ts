import type { SerializationSettings } from "../../config/serialization-settings.js";
import { resourceList } from "../../graph/resources.js";
import type { ContainerSpec, SecurityContextSpec } from "../../graph/task-template.js";
import type { DetectionProblem } from "../../interface/detected.js";
import { resolveImage } from "./image.js";
import type { TaskOptions } from "./options.js";
import { defaultTaskResolver, type TaskResolver } from "./resolver.js";
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

	/** How the container finds the task again. */
	get taskResolver(): TaskResolver {
		return this.ownResolver ?? defaultTaskResolver;
	}
	setResolver(resolver: TaskResolver): void {
		this.ownResolver = resolver;
	}

	get containerImage(): string | undefined {
		return this.options.containerImage;
	}
	/** What the author asked for. flytekit: ResourceSpec. */
	get resources(): { readonly requests?: TaskOptions["requests"]; readonly limits?: TaskOptions["limits"] } {
		const { requests, limits } = this.options;
		return { ...(requests === undefined ? {} : { requests }), ...(limits === undefined ? {} : { limits }) };
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
	/** Back to the default command. */
	resetCommandFn(): void {
		this.commandFn = undefined;
	}

	/** The image with its templates filled in. Throws AUTHORING_IMAGE. */
	getImage(settings: SerializationSettings): string {
		return resolveImage(this.name, this.containerImage, settings);
	}

	override getContainer(settings: SerializationSettings): ContainerSpec | undefined {
		return this.containerWith(settings, this.getCommand(settings));
	}

	/** The task's container, told to run `command`: a map runs its element's container with a command of its own. */
	containerWith(settings: SerializationSettings, command: readonly string[]): ContainerSpec {
		const { requests, limits } = this.options;
		return {
			image: this.getImage(settings),
			command: [],
			args: [...fastPrefix(settings), ...command],
			env: new Map([...Object.entries(settings.env), ...Object.entries(this.environment)]),
			requests: requests === undefined ? {} : resourceList(requests),
			limits: limits === undefined ? {} : resourceList(limits),
		};
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
