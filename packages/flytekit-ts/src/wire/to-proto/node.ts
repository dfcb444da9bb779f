import type { Identifier } from "../../config/identifier.js";
import type { SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError } from "../../errors/index.js";
import type { LaunchPlanEntity, TaskEntity } from "../../graph/entities.js";
import type {
	ArrayTarget,
	BranchTarget,
	GateTarget,
	Node,
	NodeMetadata,
	NodeOverrides,
	NodeTarget,
} from "../../graph/graph.js";
import { checkCount } from "../codec/range.js";
import { writeLiteralType } from "../codec/write-literal-type.js";
import { Writer } from "../codec/writer.js";
import { writeBindings, writeUpstream } from "./binding.js";
import { writeCondition } from "./condition.js";
import { writeMilliseconds } from "./duration.js";
import { entityId, writeIdentifier } from "./identifier.js";
import { writeExtendedResources, writeK8sPod, writeResources } from "./resources.js";

/** Writes nodes; what the same entity's nodes have in common is encoded once. */
export class NodeWriter {
	private readonly settings: SerializationSettings;
	private readonly targets = new Map<object, Uint8Array>();
	/** The task of the node before and its target's bytes: loops call one task over and over. */
	private lastTask: TaskEntity | undefined;
	private lastTaskBytes: Uint8Array = new Uint8Array();
	/** Nodes of one entity tend to share the object, and to come in a row: the last one is all that is worth keeping. */
	private lastMetadata: NodeMetadata | undefined;
	private lastMetadataBytes: Uint8Array | undefined;

	constructor(settings: SerializationSettings) {
		this.settings = settings;
	}

	/** A repeated flyteidl.core.Node field. Two nodes with one id are refused: Flyte would drop one silently. */
	writeNodes(w: Writer, field: number, nodes: readonly Node[]): void {
		const seen = new Set<string>();
		for (let i = nodes.length - 1; i >= 0; i--) {
			const node = nodes[i] as Node;
			seen.add(node.id);
			if (seen.size !== nodes.length - i) throw duplicateNode(node, nodes);
			const mark = w.size;
			this.writeNode(w, node);
			w.close(field, mark);
		}
	}

	/** Content of a flyteidl.core.Node. */
	writeNode(w: Writer, node: Node): void {
		this.writeTarget(w, node);
		if (node.outputAliases !== undefined) writeAliases(w, 5, node.outputAliases);
		writeUpstream(w, 4, node.inputs, node.after);
		writeBindings(w, 3, node.inputs);
		this.writeMetadata(w, node.metadata);
		w.optionalString(1, node.id);
	}

	private writeTarget(w: Writer, node: Node): void {
		const { target, overrides } = node;
		if (target.kind === "task" && target.task === this.lastTask && overrides === undefined) {
			w.raw(this.lastTaskBytes);
			return;
		}
		switch (target.kind) {
			case "branch":
				this.writeBranch(w, target);
				return;
			case "gate":
				writeGate(w, target);
				return;
			case "array":
				this.writeArray(w, node, target);
				return;
		}
		if (target.kind === "task" && hasOverrides(overrides)) {
			writeTaskNode(w, entityId(target.task, "task", this.settings), overrides);
			return;
		}
		const entity = called(target);
		// A reference is written without overrides unless the node says `{}`, as flytekit does.
		const plain = target.kind === "task" && target.task.id !== undefined && overrides === undefined;
		let bytes = plain ? undefined : this.targets.get(entity);
		if (bytes === undefined) {
			const scratch = new Writer(128);
			if (target.kind === "task") {
				writeTaskNode(scratch, entityId(entity, "task", this.settings), plain ? undefined : {});
			} else writeWorkflowNode(scratch, target, this.settings);
			bytes = scratch.bytes();
			if (!plain) this.targets.set(entity, bytes);
		}
		w.raw(bytes);
		if (target.kind === "task" && overrides === undefined) {
			this.lastTask = target.task;
			this.lastTaskBytes = bytes;
		}
	}

	private writeMetadata(w: Writer, metadata: NodeMetadata): void {
		const again = metadata === this.lastMetadata;
		if (again && this.lastMetadataBytes !== undefined) {
			w.raw(this.lastMetadataBytes);
			return;
		}
		const mark = w.size;
		writeMetadata(w, metadata);
		w.close(2, mark);
		this.lastMetadata = metadata;
		this.lastMetadataBytes = again ? w.bytes(mark) : undefined;
	}

	private writeBranch(w: Writer, target: BranchTarget): void {
		const [first, ...others] = target.cases;
		if (first === undefined) throw new FlyteError("WIRE_INTERNAL", `conditional "${target.name}" has no case`);
		const mark = w.size;
		const { otherwise } = target;
		if (otherwise?.kind === "fail") {
			w.optionalString(2, otherwise.message);
			w.optionalString(1, otherwise.failedNodeId);
			w.close(4, mark);
		} else if (otherwise?.kind === "node") {
			this.writeNode(w, otherwise.node);
			w.close(3, mark);
		}
		for (let i = others.length - 1; i >= 0; i--) this.writeCase(w, 2, others[i] as BranchTarget["cases"][number]);
		this.writeCase(w, 1, first);
		w.close(1, mark);
		w.close(8, mark);
	}

	private writeCase(w: Writer, field: number, { condition, node }: BranchTarget["cases"][number]): void {
		const mark = w.size;
		this.writeNode(w, node);
		w.close(2, mark);
		const inner = w.size;
		writeCondition(w, condition);
		w.close(1, inner);
		w.close(field, mark);
	}

	private writeArray(w: Writer, node: Node, target: ArrayTarget): void {
		const kind = arrayKind(target);
		const mark = w.size;
		for (let i = target.bound.length - 1; i >= 0; i--) w.string(8, target.bound[i] as string);
		// DataMode: a registered task runs each element from an inputs file of its own.
		if (kind === "reference") w.uint32(7, 1);
		const flag = w.size;
		if (kind !== "twin") w.uint32(1, 1);
		w.close(6, flag);
		// ExecutionMode FULL_STATE: launch plans keep what each child execution was.
		if (kind === "launchPlan") w.uint32(5, 1);
		if (target.minSuccesses !== undefined) {
			checkCount(target.minSuccesses, "minSuccesses");
			w.uint32(3, target.minSuccesses);
		} else w.float(4, target.minSuccessRatio ?? 1);
		if (target.parallelism !== undefined) {
			checkCount(target.parallelism, "concurrency");
			w.uint32(2, target.parallelism);
		}
		const inner = w.size;
		this.writeElement(w, node, target, kind);
		w.close(1, inner);
		w.close(10, mark);
	}

	private writeElement(w: Writer, node: Node, target: ArrayTarget, kind: ArrayKind): void {
		const settings = this.settings;
		if (kind === "launchPlan") {
			writeWorkflowNode(w, { kind: "launchPlan", launchPlan: target.element as LaunchPlanEntity }, settings);
		} else if (kind === "reference") {
			writeTaskNode(w, entityId(target.element as TaskEntity, "task", settings), target.elementOverrides);
		} else writeTaskNode(w, arrayTaskId(target, settings), target.elementOverrides ?? {});
		writeBindings(w, 3, node.inputs);
		this.writeMetadata(w, target.elementMetadata);
		w.optionalString(1, target.name);
	}
}

/** "twin": a list-typed task of its own stands for the element's; else what is called is registered already. */
type ArrayKind = "twin" | "reference" | "launchPlan";

function arrayKind(target: ArrayTarget): ArrayKind {
	if (target.element.entityKind === "launchPlan") return "launchPlan";
	const twin = target.toTemplate !== undefined || target.id !== undefined || target.element.id === undefined;
	return twin ? "twin" : "reference";
}

/** Id of the list-typed task that an array node calls. */
export function arrayTaskId(target: ArrayTarget, settings: SerializationSettings): Identifier {
	return entityId(target, "task", settings);
}

type CallTarget = Extract<NodeTarget, { kind: "task" | "workflow" | "launchPlan" }>;

function called(target: CallTarget) {
	if (target.kind === "task") return target.task;
	return target.kind === "workflow" ? target.workflow : target.launchPlan;
}

function hasOverrides(overrides: NodeOverrides | undefined): overrides is NodeOverrides {
	return overrides !== undefined && Object.values(overrides).some((value) => value !== undefined);
}

/** A repeated flyteidl.core.Alias field. */
function writeAliases(w: Writer, field: number, aliases: ReadonlyMap<string, string>): void {
	for (const [name, alias] of [...aliases].reverse()) {
		const mark = w.size;
		w.optionalString(2, alias);
		w.optionalString(1, name);
		w.close(field, mark);
	}
}

/** The task_node field. */
function writeTaskNode(w: Writer, id: Identifier, overrides: NodeOverrides | undefined): void {
	const mark = w.size;
	if (overrides !== undefined) {
		const { requests, limits, extendedResources, containerImage, podTemplate } = overrides;
		if (podTemplate !== undefined) {
			writeK8sPod(w, podTemplate);
			w.close(4, mark);
		}
		w.optionalString(3, containerImage);
		const inner = w.size;
		if (extendedResources !== undefined) {
			writeExtendedResources(w, extendedResources);
			w.close(2, inner);
		}
		const resources = w.size;
		if (requests !== undefined || limits !== undefined) {
			writeResources(w, requests, limits);
			w.close(1, resources);
		}
		w.close(2, mark);
	}
	const reference = w.size;
	writeIdentifier(w, id);
	w.close(1, reference);
	w.close(6, mark);
}

/** The workflow_node field. */
function writeWorkflowNode(w: Writer, target: Exclude<CallTarget, { kind: "task" }>, settings: SerializationSettings) {
	const mark = w.size;
	if (target.kind === "workflow") {
		writeIdentifier(w, entityId(target.workflow, "workflow", settings));
		w.close(2, mark);
	} else {
		writeIdentifier(w, entityId(target.launchPlan, "launchPlan", settings));
		w.close(1, mark);
	}
	w.close(7, mark);
}

/** Content of a flyteidl.core.NodeMetadata. Retries are always there, empty for none: flytekit's do the same. */
function writeMetadata(w: Writer, metadata: NodeMetadata): void {
	if (metadata.cacheSerializable !== undefined) w.uint32(9, metadata.cacheSerializable ? 1 : 0);
	if (metadata.cacheVersion !== undefined) w.string(8, metadata.cacheVersion);
	if (metadata.cacheable !== undefined) w.uint32(7, metadata.cacheable ? 1 : 0);
	if (metadata.interruptible !== undefined) w.uint32(6, metadata.interruptible ? 1 : 0);
	writeRetries(w, 5, metadata.retries ?? 0);
	if (metadata.timeoutMs !== undefined) writeMilliseconds(w, 4, metadata.timeoutMs);
	w.optionalString(1, metadata.name);
}

/** A flyteidl.core.RetryStrategy field. */
export function writeRetries(w: Writer, field: number, retries: number): void {
	checkCount(retries, "retries");
	const mark = w.size;
	if (retries > 0) w.uint32(5, retries);
	w.close(field, mark);
}

/** The gate_node field. */
function writeGate(w: Writer, target: GateTarget): void {
	const mark = w.size;
	switch (target.gate) {
		case "sleep":
			writeMilliseconds(w, 1, target.durationMs);
			w.close(3, mark);
			break;
		case "signal": {
			w.optionalString(3, target.output);
			const type = w.size;
			writeLiteralType(w, target.type);
			w.close(2, type);
			w.optionalString(1, target.signal);
			w.close(2, mark);
			break;
		}
		case "approve":
			w.optionalString(1, target.signal);
			w.close(1, mark);
	}
	w.close(9, mark);
}

function duplicateNode(node: Node, nodes: readonly Node[]): FlyteError {
	const twins = nodes.filter((other) => other.id === node.id);
	const places = twins.map((n) => n.location && `${n.location.file}:${n.location.line}`).filter(Boolean);
	const where = places.length > 0 ? ` (${places.join(" and ")})` : "";
	return new FlyteError("WIRE_DUPLICATE_ID", `${twins.length} nodes have the id "${node.id}"${where}`, {
		node: node.id,
		wayOut: "give them different names with withOverrides({ nodeName })",
		...(node.location === undefined ? {} : { location: node.location }),
	});
}
