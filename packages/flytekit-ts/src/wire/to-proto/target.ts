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
import type { Writer } from "../codec/writer.js";
import { writeBindings } from "./binding.js";
import { writeCondition } from "./condition.js";
import { writeMilliseconds } from "./duration.js";
import { entityId, writeIdentifier } from "./identifier.js";
import { writeExtendedResources, writeK8sPod, writeResources } from "./resources.js";

/** What writes the nodes inside a target: those of a conditional's cases, and their metadata. */
export interface InnerNodes {
	readonly settings: SerializationSettings;
	writeNodes(w: Writer, field: number, nodes: readonly Node[]): void;
	writeMetadata(w: Writer, metadata: NodeMetadata): void;
}

/** The field of a flyteidl.core.Node that says what it does. */
export function writeTarget(w: Writer, node: Node, inner: InnerNodes): void {
	const { target, overrides } = node;
	const { settings } = inner;
	switch (target.kind) {
		case "branch":
			writeBranch(w, target, inner);
			return;
		case "gate":
			writeGate(w, target);
			return;
		case "array":
			writeArray(w, node, target, inner);
			return;
		case "task": {
			const id = entityId(target.task, "task", settings);
			if (hasOverrides(overrides)) writeTaskNode(w, id, overrides);
			// A reference is written without overrides unless the node says `{}`, as flytekit does.
			else writeTaskNode(w, id, target.task.id !== undefined && overrides === undefined ? undefined : {});
			return;
		}
		default:
			writeWorkflowNode(w, target, settings);
	}
}

function writeBranch(w: Writer, target: BranchTarget, inner: InnerNodes): void {
	const [first, ...others] = target.cases;
	if (first === undefined) throw new FlyteError("WIRE_INTERNAL", `conditional "${target.name}" has no case`);
	const mark = w.size;
	const { otherwise } = target;
	if (otherwise?.kind === "fail") {
		w.optionalString(2, otherwise.message);
		w.optionalString(1, otherwise.failedNodeId);
		w.close(4, mark);
	} else if (otherwise?.kind === "node") inner.writeNodes(w, 3, [otherwise.node]);
	for (let i = others.length - 1; i >= 0; i--) writeCase(w, 2, others[i] as BranchTarget["cases"][number], inner);
	writeCase(w, 1, first, inner);
	w.close(1, mark);
	w.close(8, mark);
}

function writeCase(
	w: Writer,
	field: number,
	{ condition, node }: BranchTarget["cases"][number],
	inner: InnerNodes,
): void {
	const mark = w.size;
	inner.writeNodes(w, 2, [node]);
	const start = w.size;
	writeCondition(w, condition);
	w.close(1, start);
	w.close(field, mark);
}

function writeArray(w: Writer, node: Node, target: ArrayTarget, inner: InnerNodes): void {
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
	const element = w.size;
	writeElement(w, node, target, kind, inner);
	w.close(1, element);
	w.close(10, mark);
}

function writeElement(w: Writer, node: Node, target: ArrayTarget, kind: ArrayKind, inner: InnerNodes): void {
	const { settings } = inner;
	if (kind === "launchPlan") {
		writeWorkflowNode(w, { kind: "launchPlan", launchPlan: target.element as LaunchPlanEntity }, settings);
	} else if (kind === "reference") {
		writeTaskNode(w, entityId(target.element as TaskEntity, "task", settings), target.elementOverrides);
	} else writeTaskNode(w, arrayTaskId(target, settings), target.elementOverrides ?? {});
	writeBindings(w, 3, node.inputs);
	inner.writeMetadata(w, target.elementMetadata);
	w.optionalString(1, target.name);
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

function hasOverrides(overrides: NodeOverrides | undefined): overrides is NodeOverrides {
	return overrides !== undefined && Object.values(overrides).some((value) => value !== undefined);
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
