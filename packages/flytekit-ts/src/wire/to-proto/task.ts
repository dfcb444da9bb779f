import type { SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError } from "../../errors/index.js";
import type { TaskEntity } from "../../graph/entities.js";
import type { ContainerSpec, SecurityContextSpec, TaskMetadata, TaskTemplate } from "../../graph/task-template.js";
import { checkCount } from "../codec/range.js";
import { writeStruct } from "../codec/write-json.js";
import { writeStringMap } from "../codec/write-literal.js";
import type { Writer } from "../codec/writer.js";
import { writeDocs } from "./docs.js";
import { writeMilliseconds } from "./duration.js";
import { writeIdentifier } from "./identifier.js";
import { writeInterface } from "./interface.js";
import { writeRetries } from "./node-metadata.js";
import { writeDataConfig, writeExtendedResources, writeK8sPod, writeResources } from "./resources.js";

/**
 * RuntimeMetadata.version. Propeller compares it with the versions of flytekit and refuses offloaded literals to an SDK
 * older than 1.13.14, so this is the flytekit release whose wire behaviour we reproduce, not the version of this package.
 */
export const RUNTIME_VERSION = "1.15.4";
/** RuntimeMetadata.flavor. */
export const RUNTIME_FLAVOR = "typescript";

export const SQL_DIALECTS = ["undefined", "ansi", "hive", "other"] as const;
export const SECRET_MOUNTS = ["any", "envVar", "file"] as const;

/** Content of a flyteidl.admin.TaskSpec. */
export function writeTaskSpec(w: Writer, task: TaskEntity, settings: SerializationSettings): void {
	const mark = w.size;
	if (task.docs !== undefined) {
		writeDocs(w, task.docs);
		w.close(2, mark);
	}
	const template = w.size;
	writeTaskTemplate(w, task.toTemplate(settings));
	w.close(1, template);
}

/** Content of a flyteidl.core.TaskTemplate. */
export function writeTaskTemplate(w: Writer, t: TaskTemplate): void {
	const targets = [t.container, t.k8sPod, t.sql].filter((target) => target !== undefined);
	if (targets.length > 1) {
		throw new FlyteError("WIRE_INTERNAL", `task "${t.id.name}" has more than one of container, pod and SQL`, {
			entity: t.id.name,
		});
	}
	const end = w.size;
	if (t.sql !== undefined) {
		const dialect = SQL_DIALECTS.indexOf(t.sql.dialect);
		if (dialect > 0) w.uint32(2, dialect);
		w.optionalString(1, t.sql.statement);
		w.close(18, end);
	}
	if (t.k8sPod !== undefined) {
		writeK8sPod(w, t.k8sPod);
		w.close(17, end);
	}
	if (t.config !== undefined) writeStringMap(w, 16, t.config);
	const resources = w.size;
	if (t.extendedResources !== undefined) {
		writeExtendedResources(w, t.extendedResources);
		w.close(9, resources);
	}
	const security = w.size;
	if (t.securityContext !== undefined) {
		writeSecurityContext(w, t.securityContext);
		w.close(8, security);
	}
	if (t.taskTypeVersion !== 0) {
		checkCount(t.taskTypeVersion, "taskTypeVersion", 0x7fffffff);
		w.int32(7, t.taskTypeVersion);
	}
	const container = w.size;
	if (t.container !== undefined) {
		writeContainer(w, t.container);
		w.close(6, container);
	}
	const custom = w.size;
	if (t.custom !== undefined) {
		writeStruct(w, t.custom);
		w.close(5, custom);
	}
	const face = w.size;
	writeInterface(w, t.interface);
	w.close(4, face);
	const metadata = w.size;
	writeTaskMetadata(w, t.metadata);
	w.close(3, metadata);
	w.optionalString(2, t.type);
	const id = w.size;
	writeIdentifier(w, t.id);
	w.close(1, id);
}

function writeTaskMetadata(w: Writer, m: TaskMetadata): void {
	const deck = w.size;
	// A BoolValue: said also when false.
	if (m.generatesDeck) w.uint32(1, 1);
	w.close(15, deck);
	if (m.isEager === true) w.uint32(14, 1);
	const { cache } = m;
	if (cache !== undefined) {
		for (let i = cache.ignoreInputs.length - 1; i >= 0; i--) w.string(13, cache.ignoreInputs[i] as string);
	}
	w.optionalString(12, m.podTemplateName);
	if (cache?.serialize === true) w.uint32(9, 1);
	if (m.interruptible !== undefined) w.uint32(8, m.interruptible ? 1 : 0);
	w.optionalString(7, m.deprecated);
	w.optionalString(6, cache?.version);
	writeRetries(w, 5, m.retries);
	if (m.timeoutMs !== undefined) writeMilliseconds(w, 4, m.timeoutMs);
	const runtime = w.size;
	w.string(3, RUNTIME_FLAVOR);
	w.string(2, RUNTIME_VERSION);
	w.uint32(1, 1); // FLYTE_SDK
	w.close(2, runtime);
	if (cache !== undefined) w.uint32(1, 1);
}

/** Content of a flyteidl.core.Container. */
export function writeContainer(w: Writer, c: ContainerSpec): void {
	writeDataConfig(w, 9, c.dataConfig);
	const ports = c.ports ?? [];
	for (let i = ports.length - 1; i >= 0; i--) {
		const mark = w.size;
		checkCount(ports[i] as number, "a container's port", 65535);
		w.uint32(1, ports[i] as number);
		w.close(7, mark);
	}
	// Not a map on the wire: the order is the author's.
	for (const [key, value] of [...c.env].reverse()) {
		const mark = w.size;
		w.optionalString(2, value);
		w.optionalString(1, key);
		w.close(5, mark);
	}
	const resources = w.size;
	writeResources(w, c.requests, c.limits);
	w.close(4, resources);
	for (let i = c.args.length - 1; i >= 0; i--) w.string(3, c.args[i] as string);
	for (let i = c.command.length - 1; i >= 0; i--) w.string(2, c.command[i] as string);
	w.optionalString(1, c.image);
}

/** Content of a flyteidl.core.SecurityContext. */
export function writeSecurityContext(w: Writer, { secrets = [], runAs }: SecurityContextSpec): void {
	for (let i = secrets.length - 1; i >= 0; i--) {
		const secret = secrets[i] as (typeof secrets)[number];
		const mark = w.size;
		w.optionalString(5, secret.envVar);
		const mount = SECRET_MOUNTS.indexOf(secret.mount ?? "any");
		if (mount > 0) w.uint32(4, mount);
		w.optionalString(3, secret.key);
		w.optionalString(2, secret.groupVersion);
		w.optionalString(1, secret.group);
		w.close(2, mark);
	}
	if (runAs !== undefined) {
		const mark = w.size;
		w.optionalString(2, runAs.k8sServiceAccount);
		w.optionalString(1, runAs.iamRole);
		w.close(1, mark);
	}
}
