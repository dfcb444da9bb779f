import type { TaskEntity } from "../../graph/entities.js";
import type { TaskTemplate } from "../../graph/task-template.js";
import { TaskSpec } from "../gen/flyteidl/admin/task.js";
import { TaskTemplate as TemplateMessage } from "../gen/flyteidl/core/tasks.js";
import { checkMessage } from "./check.js";
import { taskEntity } from "./library.js";
import { docsFrom, templateFrom } from "./task-template.js";
import { needed } from "./values.js";

/** A flyteidl.core.TaskTemplate. Throws WIRE_* for bytes that are none, or that lack a part. */
export function taskTemplateFromProto(template: Uint8Array | TemplateMessage): TaskTemplate {
	if (template instanceof Uint8Array) checkMessage("flyteidl.core.TaskTemplate", template);
	return templateFrom(template instanceof Uint8Array ? TemplateMessage.decode(template) : template);
}

/** The task of a flyteidl.admin.TaskSpec. It cannot run here: a template is a container's, not a function's. */
export function taskFromProto(spec: Uint8Array | TaskSpec): TaskEntity {
	if (spec instanceof Uint8Array) checkMessage("flyteidl.admin.TaskSpec", spec);
	const message = spec instanceof Uint8Array ? TaskSpec.decode(spec) : spec;
	const template = templateFrom(needed(message.template, "a task spec", "template"));
	return taskEntity(template.id, template, docsFrom(message.description));
}
