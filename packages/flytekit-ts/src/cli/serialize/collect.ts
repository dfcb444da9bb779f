import { launchPlan } from "../../authoring/launch-plan.js";
import { Workflow } from "../../authoring/workflow.js";
import type { Entity, LaunchPlanEntity, TaskEntity, WorkflowEntity } from "../../graph/entities.js";
import type { Graph, Node } from "../../graph/graph.js";

/** What is registered on Flyte for some entities: they, and all that they call, each once, what is called first. */
export interface Closure {
	readonly tasks: readonly TaskEntity[];
	readonly workflows: readonly WorkflowEntity[];
	/** Those that are asked for or called, and the default one of each workflow. */
	readonly launchPlans: readonly LaunchPlanEntity[];
}

/** Collects the closure of `entities`. References are left out: they are registered elsewhere. */
export function closureOf(entities: Iterable<Entity>): Closure {
	const collector = new Collector();
	for (const entity of entities) collector.add(entity);
	return {
		tasks: [...collector.tasks.values()],
		workflows: [...collector.workflows.values()],
		launchPlans: [...collector.launchPlans.values()],
	};
}

class Collector {
	readonly tasks = new Map<string, TaskEntity>();
	readonly workflows = new Map<string, WorkflowEntity>();
	readonly launchPlans = new Map<string, LaunchPlanEntity>();
	private readonly seen = new Set<Entity>();

	add(entity: Entity): void {
		if (this.seen.has(entity)) return;
		this.seen.add(entity);
		switch (entity.entityKind) {
			case "task":
				// A reference, or a task that was fetched, has its place already.
				if (entity.id !== undefined) return;
				for (const hint of entity.nodeDependencyHints ?? []) this.add(hint);
				this.tasks.set(entity.name, entity);
				return;
			case "workflow":
				if (entity.isReference) return;
				this.graph(entity.toGraph());
				this.workflows.set(entity.name, entity);
				if (entity instanceof Workflow) this.defaultPlan(entity);
				return;
			case "launchPlan":
				if (entity.isReference) return;
				this.add(entity.workflow);
				this.launchPlans.set(entity.name, entity);
		}
	}

	private defaultPlan(workflow: Workflow): void {
		if (!this.launchPlans.has(workflow.name)) this.launchPlans.set(workflow.name, launchPlan(workflow));
	}

	private graph(graph: Graph): void {
		for (const node of graph.nodes) this.node(node);
		if (graph.onFailure !== undefined) this.node(graph.onFailure);
	}

	private node({ target }: Node): void {
		switch (target.kind) {
			case "task":
				this.add(target.task);
				return;
			case "workflow":
				this.add(target.workflow);
				return;
			case "launchPlan":
				this.add(target.launchPlan);
				return;
			case "array":
				this.add(target.element);
				return;
			case "branch":
				for (const { node } of target.cases) this.node(node);
				if (target.otherwise?.kind === "node") this.node(target.otherwise.node);
				return;
			case "gate":
				return;
		}
	}
}
