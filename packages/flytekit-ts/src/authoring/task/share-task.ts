import { createHash } from "node:crypto";
import type { SerializationSettings } from "../../config/serialization-settings.js";
import type { TaskEntity } from "../../graph/entities.js";
import type { TaskMetadata, TaskTemplate } from "../../graph/task-template.js";
import type { TypedInterface } from "../../interface/typed-interface.js";
import { entrypointCommand } from "./auto-container-task.js";
import type { FunctionTask } from "./function-task.js";

/** The resolver that a share's container is told. */
export const SHARE_RESOLVER = "flytekit-ts.share";

/**
 * The task of a share of a dynamic's graph, in a container like the dynamic's: it reads the share's graph from the file that its input
 * `spec` names, puts in the values of its other inputs, and answers with it. It is cached by nothing, for the calls in it are; it has
 * no timeout, which would be that of all its calls.
 */
export function shareTask(dynamic: FunctionTask, face: TypedInterface): TaskEntity {
	const name = `${dynamic.name}.share_${digestOf(face)}`;
	const { interruptible, retries, podTemplateName } = dynamic.metadata;
	const metadata: TaskMetadata = {
		retries,
		generatesDeck: false,
		...(interruptible === undefined ? {} : { interruptible }),
		...(podTemplateName === undefined ? {} : { podTemplateName }),
	};
	return {
		entityKind: "task",
		name,
		interface: face,
		metadata,
		isDynamic: true,
		isShare: true,
		toTemplate(settings: SerializationSettings): TaskTemplate {
			const { container: _, k8sPod: _pod, ...template } = dynamic.toTemplate(settings);
			const command = entrypointCommand("tsflyte-execute", SHARE_RESOLVER, [dynamic.name]);
			return {
				...template,
				id: { ...template.id, name },
				metadata,
				interface: face,
				...dynamic.targetWith(settings, command),
			};
		},
	};
}

/** Shares of one interface have one task. */
function digestOf({ inputs, outputs }: TypedInterface): string {
	const types = [inputs, outputs].map((variables) =>
		[...variables.values()].map((each) => [each.name, each.literalType]),
	);
	return createHash("md5").update(JSON.stringify(types)).digest("hex").slice(0, 8);
}
