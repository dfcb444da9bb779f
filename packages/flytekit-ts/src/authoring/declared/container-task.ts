import type { SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError } from "../../errors/index.js";
import { resourceList } from "../../graph/resources.js";
import type { ContainerSpec, DataConfigSpec, K8sPodSpec } from "../../graph/task-template.js";
import type { GivenOf, Schema, SchemaFields } from "../../interface/schema/index.js";
import type { ImageSpec } from "../image-spec/image-spec.js";
import { checkOptions } from "../options.js";
import { FunctionTask } from "../task/function-task.js";
import { resolveImage } from "../task/image.js";
import { TASK_OPTIONS, type TaskOptions } from "../task/options.js";
import type { SchemaResult } from "../task.js";
import { checkInputNames } from "./input-text.js";

/** What a container of a task is, beside the task's own options. */
export interface ContainerSetup {
	/** Its name, which may hold `{{.image.NAME.fqn}}` templates, or a described one. */
	readonly image: string | ImageSpec;
	/** Words of the command; each may be `{{.inputs.x}}`. */
	readonly command: readonly string[];
	/** Words after it, the same. */
	readonly arguments?: readonly string[];
	/** Where in the container inputs are put, each in a file of its name. */
	readonly inputDataDir?: string;
	/** Where in the container it writes outputs, each in a file of its name. */
	readonly outputDataDir?: string;
	/** Of the file that holds all inputs. Default: json */
	readonly metadataFormat?: "json" | "yaml" | "proto";
}

/** What `containerTask({ ... })` takes. flytekit: ContainerTask. */
export interface ContainerTaskOptions<S extends SchemaFields, T extends Schema | SchemaFields | undefined>
	extends Omit<TaskOptions, "containerImage" | "taskResolver" | "enableDeck" | "deckFields">,
		ContainerSetup {
	readonly inputs?: S;
	readonly outputs?: T;
}

const OWN = [
	"image",
	"command",
	"arguments",
	"inputs",
	"outputs",
	"inputDataDir",
	"outputDataDir",
	"metadataFormat",
] as const;
const INPUT = /^\{\{\s*\.inputs\.(\w+)\s*\}\}$/;

/** A task whose container is any image, which knows nothing of Flyte. */
class ContainerTask extends FunctionTask {
	private readonly container: ContainerSetup;

	constructor(setup: ContainerSetup, options: ConstructorParameters<typeof FunctionTask>[0]) {
		super({ ...options, taskType: "raw-container" });
		this.container = setup;
	}

	override get runsEntrypoint(): boolean {
		return false;
	}
	override get containerImage(): string | ImageSpec {
		return this.container.image;
	}
	override getImage(settings: SerializationSettings): string {
		return resolveImage(this.name, this.container.image, settings);
	}
	/** The container's arguments: there is no entrypoint. */
	override getDefaultCommand(_settings: SerializationSettings): readonly string[] {
		return this.container.arguments ?? [];
	}
	override containerWith(settings: SerializationSettings, args: readonly string[]): ContainerSpec {
		const { requests, limits } = this.resources;
		return {
			image: this.getImage(settings),
			command: this.container.command,
			args,
			env: new Map([...Object.entries(settings.env), ...Object.entries(this.environment)]),
			requests: requests === undefined ? {} : resourceList(requests),
			limits: limits === undefined ? {} : resourceList(limits),
			dataConfig: this.dataConfig,
		};
	}
	override getK8sPod(settings: SerializationSettings): K8sPodSpec | undefined {
		const pod = super.getK8sPod(settings);
		return pod === undefined ? undefined : { ...pod, dataConfig: this.dataConfig };
	}

	private get dataConfig(): DataConfigSpec {
		const { inputDataDir, outputDataDir, metadataFormat } = this.container;
		return {
			enabled: true,
			inputPath: inputDataDir ?? "",
			outputPath: outputDataDir ?? "",
			format: metadataFormat ?? "json",
		};
	}
}

/**
 * A task that runs any image: inputs are put into files of `inputDataDir` and into the command's `{{.inputs.x}}`, outputs are
 * taken from files of `outputDataDir`. Here it runs through the local `docker` command. flytekit: ContainerTask.
 * Throws AUTHORING_OPTION for a template that names no input, AUTHORING_COMMAND at run time where docker is not installed.
 */
export function containerTask<S extends SchemaFields = {}, T extends Schema | SchemaFields | undefined = undefined>(
	options: ContainerTaskOptions<S, T>,
): FunctionTask<GivenOf<S>, SchemaResult<T>>;
export function containerTask(
	options: ContainerTaskOptions<SchemaFields, Schema | SchemaFields | undefined>,
): FunctionTask {
	checkOptions("containerTask", options, [...TASK_OPTIONS, ...OWN]);
	const { image, command, inputs = {}, outputs, inputDataDir, outputDataDir, metadataFormat, ...more } = options;
	const { arguments: args, ...rest } = more;
	if (image === undefined || image === "" || !Array.isArray(command)) {
		throw new FlyteError("AUTHORING_OPTION", "containerTask() needs an image and a command", {
			wayOut: 'give both: `image: "alpine:3", command: ["wc", "-c", "{{.inputs.text}}"]`',
		});
	}
	if (outputs !== undefined && outputDataDir === undefined) {
		throw new FlyteError("AUTHORING_OPTION", "containerTask() has outputs but no outputDataDir", {
			path: "outputDataDir",
			wayOut: 'say where the container writes them: `outputDataDir: "/var/outputs"`',
		});
	}
	const words = [...command, ...(args ?? [])];
	const used = words.map((word) => INPUT.exec(word)?.[1]).filter((name) => name !== undefined);
	checkInputNames("containerTask()", used, Object.keys(inputs));
	const setup: ContainerSetup = {
		image,
		command,
		...(args === undefined ? {} : { arguments: args }),
		...(inputDataDir === undefined ? {} : { inputDataDir }),
		...(outputDataDir === undefined ? {} : { outputDataDir }),
		...(metadataFormat === undefined ? {} : { metadataFormat }),
	};
	const task: ContainerTask = new ContainerTask(setup, {
		factory: "containerTask",
		above: containerTask,
		options: rest,
		schemas: { inputs, ...(outputs === undefined ? {} : { outputs }) },
		// needs docker: a container of ours never runs it
		taskFunction: async (given) => (await import("./container-run.js")).runContainer(task.interface, setup, given),
	});
	return task;
}
