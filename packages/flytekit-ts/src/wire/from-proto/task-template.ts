import type {
	CacheSettings,
	ContainerSpec,
	DataConfigSpec,
	EntityDocs,
	ExtendedResourcesSpec,
	K8sPodSpec,
	ResourceList,
	SecurityContextSpec,
	TaskMetadata,
	TaskTemplate,
} from "../../graph/task-template.js";
import type { JsonObject } from "../../types/literal-type.js";
import type { DescriptionEntity } from "../gen/flyteidl/admin/description_entity.js";
import type { SecurityContext } from "../gen/flyteidl/core/security.js";
import type {
	Container,
	DataLoadingConfig,
	ExtendedResources,
	K8sPod,
	TaskMetadata as MetadataMessage,
	Resources_ResourceEntry,
	TaskTemplate as TemplateMessage,
} from "../gen/flyteidl/core/tasks.js";
import { DATA_FORMATS, RESOURCES } from "../to-proto/resources.js";
import { SECRET_MOUNTS, SQL_DIALECTS } from "../to-proto/task.js";
import { interfaceFrom } from "./interface.js";
import { identifierFrom, maybe, millisecondsFrom, named, needed, said } from "./values.js";

/** A template as the model has it. What the model has no place for (tags, tokens, I/O strategies) is left behind. */
export function templateFrom(message: TemplateMessage): TaskTemplate {
	const id = identifierFrom(message.id, "a task template");
	const { target } = message;
	return {
		id,
		type: message.type,
		taskTypeVersion: message.taskTypeVersion,
		metadata: metadataFrom(needed(message.metadata, `task "${id.name}"`, "metadata")),
		interface: interfaceFrom(message.interface),
		...maybe("custom", message.custom as JsonObject | undefined),
		...maybe("config", message.config.size === 0 ? undefined : message.config),
		...(target?.$case === "container" ? { container: containerFrom(target.value) } : {}),
		...(target?.$case === "k8sPod" ? { k8sPod: podFrom(target.value) } : {}),
		...(target?.$case === "sql"
			? { sql: { statement: target.value.statement, dialect: named(SQL_DIALECTS, target.value.dialect, "Dialect") } }
			: {}),
		...maybe("securityContext", message.securityContext && securityFrom(message.securityContext)),
		...maybe("extendedResources", message.extendedResources && extendedFrom(message.extendedResources)),
	};
}

function metadataFrom(message: MetadataMessage): TaskMetadata {
	const cache: CacheSettings | undefined = message.discoverable
		? {
				version: message.discoveryVersion,
				serialize: message.cacheSerializable,
				ignoreInputs: message.cacheIgnoreInputVars,
			}
		: undefined;
	return {
		retries: message.retries?.retries ?? 0,
		generatesDeck: message.generatesDeck ?? false,
		...maybe("timeoutMs", message.timeout && millisecondsFrom(message.timeout)),
		...maybe("interruptible", message.interruptibleValue?.value),
		...maybe("cache", cache),
		...maybe("deprecated", said(message.deprecatedErrorMessage)),
		...maybe("podTemplateName", said(message.podTemplateName)),
		...maybe("isEager", message.isEager || undefined),
	};
}

export function containerFrom(message: Container): ContainerSpec {
	return {
		image: message.image,
		command: message.command,
		args: message.args,
		env: new Map(message.env.map(({ key, value }) => [key, value])),
		requests: resourceListFrom(message.resources?.requests ?? []),
		limits: resourceListFrom(message.resources?.limits ?? []),
		...(message.ports.length === 0 ? {} : { ports: message.ports.map((port) => port.containerPort) }),
		...maybe("dataConfig", message.dataConfig && dataConfigFrom(message.dataConfig)),
	};
}

export function resourceListFrom(entries: readonly Resources_ResourceEntry[]): ResourceList {
	const list: { -readonly [K in keyof ResourceList]: ResourceList[K] } = {};
	for (const { name, value } of entries) {
		const key = RESOURCES.find(([, number]) => number === name)?.[0];
		list[named([key], 0, "ResourceName")] = value;
	}
	return list;
}

export function podFrom(message: K8sPod): K8sPodSpec {
	return {
		labels: Object.fromEntries(message.metadata?.labels ?? []),
		annotations: Object.fromEntries(message.metadata?.annotations ?? []),
		podSpec: (message.podSpec ?? {}) as JsonObject,
		...maybe("primaryContainerName", said(message.primaryContainerName)),
		...maybe("dataConfig", message.dataConfig && dataConfigFrom(message.dataConfig)),
	};
}

function dataConfigFrom({ enabled, inputPath, outputPath, format }: DataLoadingConfig): DataConfigSpec {
	return { enabled, inputPath, outputPath, format: named(DATA_FORMATS, format, "LiteralMapFormat") };
}

export function securityFrom(message: SecurityContext): SecurityContextSpec {
	const secrets = message.secrets.map((secret) => ({
		group: secret.group,
		...maybe("key", said(secret.key)),
		...maybe("groupVersion", said(secret.groupVersion)),
		mount: named(SECRET_MOUNTS, secret.mountRequirement, "MountType"),
		...maybe("envVar", said(secret.envVar)),
	}));
	const { runAs } = message;
	return {
		...(secrets.length === 0 ? {} : { secrets }),
		...maybe(
			"runAs",
			runAs && {
				...maybe("iamRole", said(runAs.iamRole)),
				...maybe("k8sServiceAccount", said(runAs.k8sServiceAccount)),
			},
		),
	};
}

export function extendedFrom(message: ExtendedResources): ExtendedResourcesSpec {
	const { gpuAccelerator: gpu, sharedMemory: memory } = message;
	const part = gpu?.partitionSizeValue;
	return {
		...maybe(
			"gpuAccelerator",
			gpu && {
				device: gpu.device,
				...(part?.$case === "partitionSize" ? { partitionSize: part.value } : {}),
				...(part?.$case === "unpartitioned" ? { unpartitioned: part.value } : {}),
			},
		),
		...maybe(
			"sharedMemory",
			memory && {
				mountPath: memory.mountPath,
				mountName: memory.mountName,
				...maybe("sizeLimit", said(memory.sizeLimit)),
			},
		),
	};
}

/** What an author wrote about an entity; undefined when the message is not there. */
export function docsFrom(message: DescriptionEntity | undefined): EntityDocs | undefined {
	if (message === undefined) return undefined;
	const content = message.longDescription?.content;
	return {
		...maybe("shortDescription", said(message.shortDescription)),
		...(content?.$case === "value" ? { longDescription: content.value } : {}),
		...maybe("sourceLink", message.sourceCode && said(message.sourceCode.link)),
	};
}
