import type { Identifier } from "../../config/identifier.js";
import { FlyteError } from "../../errors/index.js";
import type { LaunchPlanEntity, TaskEntity, WorkflowEntity } from "../../graph/entities.js";
import type { EntityDocs, TaskTemplate } from "../../graph/task-template.js";
import type { TypedInterface } from "../../interface/typed-interface.js";
import { idKey } from "../to-proto/identifier.js";
import { maybe } from "./values.js";

/**
 * Where a spec's ids lead. A spec says only templates and ids; whoever wants to run it here gives the entities that can
 * run, anything else becomes a plain entity that can be shown and written again.
 */
export interface FromProtoOptions {
	/** The entity for a task's id, when it can be run here; `template` where the spec (or `tasks`) has it. */
	findTask?(id: Identifier, template: TaskTemplate | undefined): TaskEntity | undefined;
	/** What an array node calls for each element, given its list-typed task. */
	findElement?(arrayTask: Identifier, template: TaskTemplate | undefined): TaskEntity | undefined;
	/** A workflow that is not in the spec. */
	findWorkflow?(id: Identifier): WorkflowEntity | undefined;
	findLaunchPlan?(id: Identifier): LaunchPlanEntity | undefined;
	/** Templates of the tasks that a workflow's spec names; a DynamicJobSpec brings its own. */
	readonly tasks?: readonly TaskTemplate[];
}

const NO_INTERFACE: TypedInterface = { inputs: new Map(), outputs: new Map(), outputShape: "none" };

/** The entities of one spec: each id leads to one object, however often it is named. */
export class Library {
	readonly options: FromProtoOptions;
	readonly #templates = new Map<string, TaskTemplate>();
	readonly #tasks = new Map<string, TaskEntity>();
	readonly #workflows = new Map<string, WorkflowEntity>();
	readonly #plans = new Map<string, LaunchPlanEntity>();

	constructor(options: FromProtoOptions) {
		this.options = options;
		for (const template of options.tasks ?? []) this.addTemplate(template);
	}

	addTemplate(template: TaskTemplate): void {
		this.#templates.set(idKey(template.id), template);
	}

	addWorkflow(id: Identifier, workflow: WorkflowEntity): void {
		this.#workflows.set(idKey(id), workflow);
	}

	template(id: Identifier): TaskTemplate | undefined {
		return this.#templates.get(idKey(id));
	}

	task(id: Identifier): TaskEntity {
		return remember(this.#tasks, id, () => {
			const template = this.template(id);
			return this.options.findTask?.(id, template) ?? taskEntity(id, template);
		});
	}

	workflow(id: Identifier): WorkflowEntity {
		return remember(
			this.#workflows,
			id,
			() =>
				this.options.findWorkflow?.(id) ?? {
					entityKind: "workflow",
					name: id.name,
					id,
					interface: NO_INTERFACE,
					isReference: true,
					toGraph() {
						throw unknown(id);
					},
				},
		);
	}

	launchPlan(id: Identifier): LaunchPlanEntity {
		return remember(
			this.#plans,
			id,
			() =>
				this.options.findLaunchPlan?.(id) ?? {
					entityKind: "launchPlan",
					name: id.name,
					id,
					interface: NO_INTERFACE,
					isReference: true,
					workflow: this.workflow({ ...id, resourceType: "workflow" }),
					defaultInputs: new Map(),
					fixedInputs: new Map(),
					options: {},
				},
		);
	}
}

/** A task known by its template, or by its id alone; it cannot run here. */
export function taskEntity(id: Identifier, template: TaskTemplate | undefined, docs?: EntityDocs): TaskEntity {
	return {
		entityKind: "task",
		name: id.name,
		id,
		interface: template?.interface ?? NO_INTERFACE,
		metadata: template?.metadata ?? { retries: 0, generatesDeck: false },
		// Nothing on the wire tells a dynamic from another task: both are a container that writes a file.
		isDynamic: false,
		...maybe("docs", docs),
		toTemplate() {
			if (template === undefined) throw unknown(id);
			return template;
		},
	};
}

function unknown(id: Identifier): FlyteError {
	return new FlyteError("WIRE_NO_TEMPLATE", `only the id of ${idKey(id)} is known here`, {
		entity: id.name,
		wayOut: "give its template when the spec is read, or fetch it",
	});
}

function remember<T>(known: Map<string, T>, id: Identifier, make: () => T): T {
	const key = idKey(id);
	let entity = known.get(key);
	if (entity === undefined) {
		entity = make();
		known.set(key, entity);
	}
	return entity;
}
