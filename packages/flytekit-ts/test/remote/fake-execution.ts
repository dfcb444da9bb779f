import {
	EXECUTION_PHASES,
	type ExecutionPhase,
	NODE_PHASES,
	type NodePhase,
	TASK_PHASES,
	type TaskPhase,
} from "../../src/wire/admin/phases.js";
import type { Execution, ExecutionSpec } from "../../src/wire/gen/flyteidl/admin/execution.js";
import {
	ExecutionClosure,
	ExecutionMetadata_ExecutionMode as Mode,
} from "../../src/wire/gen/flyteidl/admin/execution.js";
import {
	type NodeExecution,
	NodeExecutionClosure,
	NodeExecutionMetaData,
} from "../../src/wire/gen/flyteidl/admin/node_execution.js";
import { type TaskExecution, TaskExecutionClosure } from "../../src/wire/gen/flyteidl/admin/task_execution.js";
import { CatalogCacheStatus } from "../../src/wire/gen/flyteidl/core/catalog.js";
import { type ExecutionError, ExecutionError_ErrorKind } from "../../src/wire/gen/flyteidl/core/execution.js";
import type { Identifier, WorkflowExecutionIdentifier } from "../../src/wire/gen/flyteidl/core/identifier.js";
import type { Literal, LiteralMap } from "../../src/wire/gen/flyteidl/core/literals.js";
import type { LiteralType } from "../../src/wire/gen/flyteidl/core/types.js";
import { TaskExecutionMetadata } from "../../src/wire/gen/flyteidl/event/event.js";
import { message } from "./grpc-service.js";

/** An attempt of a node's task, as a test says it. */
export interface FakeAttempt {
	readonly phase: TaskPhase;
	readonly task?: Identifier;
	readonly logs?: readonly { readonly name: string; readonly uri: string }[];
	readonly error?: { readonly code: string; readonly message: string };
	/** Phases of a map's elements. */
	readonly elements?: readonly TaskPhase[];
	/** Of each element, a link to its log. */
	readonly elementLogs?: (index: number) => string;
}

/** A node, as a test says it. */
export interface FakeNode {
	readonly id: string;
	phase: NodePhase;
	/** Id of the node above. */
	readonly parent?: string;
	readonly isParent?: boolean;
	readonly isDynamic?: boolean;
	readonly isArray?: boolean;
	readonly launched?: WorkflowExecutionIdentifier;
	readonly cacheHit?: boolean;
	readonly deckUri?: string;
	attempts?: readonly FakeAttempt[];
	readonly error?: { readonly code: string; readonly message: string };
	readonly inputs?: LiteralMap;
	readonly outputs?: LiteralMap;
	/** What a dynamic made, its futures.pb. */
	readonly futures?: Uint8Array;
}

/** An execution whose course a test decides. */
export class FakeExecution {
	readonly id: WorkflowExecutionIdentifier;
	readonly spec: ExecutionSpec;
	readonly inputs: LiteralMap;
	phase: ExecutionPhase = "QUEUED";
	outputs: LiteralMap | undefined;
	error: { readonly code: string; readonly message: string } | undefined;
	abortCause: string | undefined;
	nodes: FakeNode[] = [];
	readonly signals = new Map<string, { readonly type: LiteralType; value?: Literal }>();
	/** Called each time that somebody asks how it stands, with the number of the time, from 1. */
	onLook: (time: number) => void = () => {};
	readonly createdAt: Date;
	#looks = 0;

	constructor(id: WorkflowExecutionIdentifier, spec: ExecutionSpec, inputs: LiteralMap, createdAt: Date) {
		this.id = id;
		this.spec = spec;
		this.inputs = inputs;
		this.createdAt = createdAt;
	}

	succeed(outputs: LiteralMap = { literals: new Map() }): void {
		this.phase = "SUCCEEDED";
		this.outputs = outputs;
	}

	fail(code: string, text: string): void {
		this.phase = "FAILED";
		this.error = { code, message: text };
	}

	look(): Execution {
		this.onLook(++this.#looks);
		return this.message();
	}

	message(): Execution {
		return {
			id: this.id,
			spec: this.spec,
			closure: message(ExecutionClosure, {
				phase: EXECUTION_PHASES.indexOf(this.phase) as ExecutionClosure["phase"],
				createdAt: timestamp(this.createdAt),
				startedAt: timestamp(this.createdAt),
				workflowId: this.spec.launchPlan,
				...(this.phase === "SUCCEEDED" ? { duration: { seconds: 3n, nanos: 500_000_000 } } : {}),
				outputResult:
					this.error !== undefined
						? { $case: "error", value: errorMessage(this.error) }
						: this.abortCause === undefined
							? undefined
							: { $case: "abortMetadata", value: { cause: this.abortCause, principal: "somebody" } },
			}),
		};
	}

	nodeMessages(parent: string): NodeExecution[] {
		return this.nodes.filter((node) => (node.parent ?? "") === parent).map((node) => this.#nodeMessage(node));
	}

	attemptMessages(nodeId: string): TaskExecution[] {
		const node = this.nodes.find(({ id }) => id === nodeId);
		return (node?.attempts ?? []).map((attempt, retryAttempt) => ({
			id: {
				taskId: attempt.task ?? this.spec.launchPlan,
				nodeExecutionId: { nodeId, executionId: this.id },
				retryAttempt,
			},
			inputUri: "",
			isParent: false,
			closure: message(TaskExecutionClosure, {
				phase: TASK_PHASES.indexOf(attempt.phase) as TaskExecutionClosure["phase"],
				taskType: "typescript-task",
				logs: (attempt.logs ?? []).map(({ name, uri }) => logMessage(name, uri)),
				outputResult: attempt.error === undefined ? undefined : { $case: "error", value: errorMessage(attempt.error) },
				metadata: message(TaskExecutionMetadata, {
					externalResources: (attempt.elements ?? []).map((phase, index) => ({
						externalId: "",
						index,
						retryAttempt: 0,
						phase: TASK_PHASES.indexOf(phase),
						cacheStatus: CatalogCacheStatus.CACHE_DISABLED,
						logs: attempt.elementLogs === undefined ? [] : [logMessage(`log-${index}`, attempt.elementLogs(index))],
						workflowNodeMetadata: undefined,
						customInfo: undefined,
						logInfo: undefined,
						logContext: undefined,
						targetMetadata: undefined,
					})) as never,
				}),
			}),
		}));
	}

	#nodeMessage(node: FakeNode): NodeExecution {
		return {
			id: { nodeId: node.id, executionId: this.id },
			inputUri: "",
			metadata: message(NodeExecutionMetaData, {
				specNodeId: /(?:start|end)-node$/.exec(node.id)?.[0] ?? node.id.split("-").at(-1) ?? node.id,
				isParentNode: node.isParent ?? false,
				isDynamic: node.isDynamic ?? false,
				isArray: node.isArray ?? false,
			}),
			closure: message(NodeExecutionClosure, {
				phase: NODE_PHASES.indexOf(node.phase) as NodeExecutionClosure["phase"],
				deckUri: node.deckUri ?? "",
				outputResult: node.error === undefined ? undefined : { $case: "error", value: errorMessage(node.error) },
				targetMetadata:
					node.launched !== undefined
						? { $case: "workflowNodeMetadata", value: { executionId: node.launched } }
						: node.cacheHit === true
							? {
									$case: "taskNodeMetadata",
									value: { cacheStatus: CatalogCacheStatus.CACHE_HIT, catalogKey: undefined, checkpointUri: "" },
								}
							: undefined,
			}),
		};
	}
}

/** How an execution came about, for one that repeats another. */
export function referring(spec: ExecutionSpec, to: WorkflowExecutionIdentifier, mode: "relaunch" | "recovered") {
	const metadata = {
		...(spec.metadata as NonNullable<ExecutionSpec["metadata"]>),
		mode: mode === "relaunch" ? Mode.RELAUNCH : Mode.RECOVERED,
		referenceExecution: to,
	};
	return { ...spec, metadata };
}

function timestamp(date: Date) {
	return { seconds: BigInt(Math.floor(date.getTime() / 1000)), nanos: (date.getTime() % 1000) * 1e6 };
}

function errorMessage({ code, message: text }: { readonly code: string; readonly message: string }): ExecutionError {
	return { code, message: text, errorUri: "", kind: ExecutionError_ErrorKind.USER } as ExecutionError;
}

function logMessage(name: string, uri: string) {
	return { name, uri, messageFormat: 0, ttl: undefined, ShowWhilePending: false, HideOnceFinished: false } as never;
}
