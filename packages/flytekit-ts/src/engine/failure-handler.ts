import { AbortScope } from "../attempt/abort-scope.js";
import type { Node } from "../graph/graph.js";
import { targetEntity } from "../graph/graph.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import type { LiteralType } from "../types/literal-type.js";
import { type OutputSource, resolveBindings } from "./bindings.js";
import { type Failures, nodeFailure } from "./failure.js";
import { FROM_FAILURE } from "./journal/sibling-calls.js";
import type { Owner } from "./owner.js";
import { isTaskNode, nodeKind, nodeName, type Place, startNode } from "./start.js";

/**
 * Runs a workflow's onFailure node after its graph failed, then passes the failure on: a handler tidies up, it mends nothing.
 * It gets the workflow's inputs, and what failed in an input of type error. If it fails too, both failures are reported.
 */
export function runFailureHandler(place: Place, node: Node, source: OutputSource, failures: Failures): void {
	const handler = new FailureHandler(place, node, source, failures);
	place.scheduler.enqueue(handler, 0, isTaskNode(node));
}

class FailureHandler implements Owner {
	readonly #outer: Place;
	readonly #node: Node;
	readonly #source: OutputSource;
	readonly #failures: Failures;
	readonly #path: string;
	readonly #scope: AbortScope;
	#over = false;
	#begun = false;

	constructor(outer: Place, node: Node, source: OutputSource, failures: Failures) {
		this.#outer = outer;
		this.#node = node;
		this.#source = source;
		this.#failures = failures;
		this.#path = `${outer.path}/${node.id}`;
		this.#scope = new AbortScope(outer.scope);
		this.#scope.onAbort = () => {
			if (!this.#begun) this.#end();
		};
	}

	get stopped(): boolean {
		return this.#over;
	}

	begin(): void {
		this.#begun = true;
		const { scheduler, depth, around, within } = this.#outer;
		this.#tell("nodeStarted");
		try {
			const inputs = withError(this.#node, resolveBindings(this.#node.inputs, this.#source), this.#failures);
			startNode(
				{
					scheduler,
					owner: this,
					slot: 0,
					path: this.#path,
					scope: this.#scope,
					depth: depth + 1,
					around,
					within,
					from: FROM_FAILURE,
				},
				this.#node,
				inputs,
			);
		} catch (thrown) {
			this.failed(0, nodeFailure(this.#path, nodeName(this.#node), thrown));
		}
	}

	succeeded(_slot: number, _outputs: LiteralMap): void {
		this.#outer.scheduler.counts.succeeded++;
		this.#tell("nodeSucceeded");
		this.#end();
	}

	failed(_slot: number, failures: Failures): void {
		const { scheduler } = this.#outer;
		scheduler.counts.failed++;
		const { error, outcome } = failures.first;
		const noted = outcome === undefined ? {} : { outcome };
		scheduler.emit?.({ type: "nodeFailed", error, ...noted, ...this.#about() });
		this.#failures.add(failures);
		this.#end();
	}

	aborted(): void {
		this.#outer.scheduler.counts.aborted++;
		this.#tell("nodeAborted");
		this.#end();
	}

	#end(): void {
		if (this.#over) return;
		this.#over = true;
		this.#scope.close();
		this.#outer.owner.failed(this.#outer.slot, this.#failures);
	}

	#tell(type: "nodeStarted" | "nodeSucceeded" | "nodeAborted"): void {
		this.#outer.scheduler.emit?.({ type, ...this.#about() });
	}

	#about() {
		const at = this.#outer.scheduler.settings.clock.now();
		return { path: this.#path, kind: nodeKind(this.#node), name: nodeName(this.#node), at };
	}
}

/** Fills the handler's inputs that take an error and have no binding. */
function withError(node: Node, inputs: LiteralMap, failures: Failures): LiteralMap {
	const wanted = targetEntity(node.target)?.interface;
	if (wanted === undefined) return inputs;
	const { path, error } = failures.first;
	const value: Literal = { kind: "error", failedNodeId: path, message: error.message };
	const all = new Map(inputs);
	for (const [name, { literalType }] of wanted.inputs) {
		const type = errorVariant(literalType);
		if (type !== undefined && isNone(inputs.get(name))) {
			all.set(name, literalType.kind === "union" ? { kind: "union", value, type } : value);
		}
	}
	return all;
}

/** The error among a type's variants, or the type itself. */
function errorVariant(type: LiteralType): LiteralType | undefined {
	if (type.kind === "union") return type.variants.find((variant) => errorVariant(variant) !== undefined);
	return type.kind === "simple" && type.simple === "error" ? type : undefined;
}

function isNone(literal: Literal | undefined): boolean {
	return literal === undefined || literal.kind === "none" || (literal.kind === "union" && isNone(literal.value));
}
