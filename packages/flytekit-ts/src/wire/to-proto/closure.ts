import type { SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError, formatPlace, type SourceLocation } from "../../errors/index.js";
import type { TaskEntity, WorkflowEntity } from "../../graph/entities.js";
import type { ArrayTarget, Graph, Node } from "../../graph/graph.js";
import { shownName } from "../../graph/shown-name.js";
import { Writer } from "../codec/writer.js";
import { ConfiguredCalls } from "../configured-calls.js";
import { arrayTask, type CallTarget, eachCall } from "../registration.js";
import { entityId, idKey } from "./identifier.js";
import type { NodeWriter } from "./node.js";
import { writeTaskTemplate } from "./task.js";
import { writeWorkflowTemplate } from "./workflow-template.js";

/** Something written under an id, to tell a second use of it from a clash. */
interface Written {
	readonly bytes: Uint8Array;
	readonly location: SourceLocation | undefined;
}

/**
 * What a graph needs beside its own nodes: the templates of its sub-workflows, those in branches, arrays and other
 * sub-workflows included, and (for a dynamic) of its tasks. Each id once, in the order of first use.
 */
export class Closure {
	readonly tasks = new Map<string, Written>();
	readonly workflows = new Map<string, Written>();
	readonly #settings: SerializationSettings;
	readonly #nodes: NodeWriter;
	readonly #withTasks: boolean;
	readonly #seen = new Set<object>();
	readonly #configured = new ConfiguredCalls();
	/** Workflows being gone through, outermost first. */
	readonly #open: string[] = [];

	constructor(settings: SerializationSettings, nodes: NodeWriter, options: { readonly withTasks: boolean }) {
		this.#settings = settings;
		this.#nodes = nodes;
		this.#withTasks = options.withTasks;
	}

	/** Goes through a graph. `name` is set for a workflow, so that it is known inside itself. */
	addGraph(graph: Graph, name?: string): void {
		if (name !== undefined) this.#open.push(name);
		eachCall(graph, this.#addCall);
		if (name !== undefined) this.#open.pop();
	}

	readonly #addCall = (target: CallTarget, node: Node): void => {
		if (target.kind === "task") {
			if (this.#withTasks) this.#configured.add(target.task, node);
			this.#addTask(target.task, target.task.location);
		}
		if (target.kind === "workflow") this.#addWorkflow(target.workflow, node);
		else if (target.kind === "array") this.#addArray(target, node);
	};

	#addTask(task: TaskEntity, location: SourceLocation | undefined): void {
		if (!this.#withTasks || this.#seen.has(task)) return;
		this.#seen.add(task);
		const template = task.toTemplate(this.#settings);
		const w = new Writer();
		writeTaskTemplate(w, template);
		put(this.tasks, idKey(template.id), { bytes: w.bytes(), location });
	}

	#addArray(target: ArrayTarget, node: Node): void {
		if (!this.#withTasks || target.element.entityKind !== "task") return;
		const task = arrayTask(target);
		if (task === undefined) {
			throw new FlyteError(
				"WIRE_NO_TEMPLATE",
				`array node "${node.id}" has no template for "${shownName(target.name)}"`,
				{
					node: node.id,
					wayOut: "make the array with mapTask(), which supplies it",
				},
			);
		}
		this.#addTask(task, node.location ?? task.location);
	}

	#addWorkflow(workflow: WorkflowEntity, node: Node): void {
		const id = entityId(workflow, "workflow", this.#settings);
		const key = idKey(id);
		if (this.#open.includes(key)) {
			const circle = [...this.#open.slice(this.#open.indexOf(key)), key].map(nameOf).join(" -> ");
			throw new FlyteError("WIRE_CYCLE", `workflows call each other in a circle: ${circle}`, {
				node: node.id,
				wayOut: "make one of the calls through a dynamic or a launch plan",
				...(node.location === undefined ? {} : { location: node.location }),
			});
		}
		if (this.#seen.has(workflow)) return;
		this.#seen.add(workflow);
		if (workflow.isReference) {
			throw new FlyteError("WIRE_REFERENCE", `node "${node.id}" calls workflow "${workflow.name}" by reference`, {
				node: node.id,
				wayOut: "refer to its launch plan instead: a sub-workflow's content is part of what is registered",
				...(node.location === undefined ? {} : { location: node.location }),
			});
		}
		const graph = workflow.toGraph();
		const w = new Writer();
		writeWorkflowTemplate(w, id, graph, this.#nodes);
		put(this.workflows, key, { bytes: w.bytes(), location: workflow.location });
		this.addGraph(graph, key);
	}
}

function put(into: Map<string, Written>, key: string, written: Written): void {
	const other = into.get(key);
	if (other === undefined) into.set(key, written);
	else if (Buffer.compare(other.bytes, written.bytes) !== 0) {
		const places = [other.location, written.location].map((at) => (at === undefined ? "?" : formatPlace(at)));
		throw new FlyteError("WIRE_DUPLICATE_ID", `two different entities have the id ${key}: ${places.join(" and ")}`, {
			wayOut: "give one of them another name: Flyte would keep only one",
			...(written.location === undefined ? {} : { location: written.location }),
		});
	}
}

function nameOf(key: string): string {
	return key.slice(key.lastIndexOf(":") + 1, key.lastIndexOf("@"));
}
