import { currentState } from "../context/async-state.js";
import { FlyteError, formatPlace } from "../errors/index.js";
import type { ConvertContext } from "../types/index.js";
import type { Binding } from "./binding.js";
import { CallSites, type CallTrace } from "./call-sites.js";
import { casesOf, type Node, type NodeMetadata, type NodeTarget } from "./graph.js";
import { NodeDraft } from "./node-draft.js";
import { outputOf } from "./promised.js";
import { shownName } from "./shown-name.js";

/** A conditional that is being built. */
export interface OpenConditional {
	/** The error for a body that leaves it without else. */
	unfinished(): FlyteError;
}

const DRAFT = Symbol.for("flytekit-ts.draft");

/** A graph being made: the nodes so far, in call order. One for each run of a body, so that compiling is repeatable. */
export class CompilationState {
	readonly kind: "workflow" | "dynamic";
	/** Name of the workflow or dynamic. */
	readonly name: string;
	readonly convert: ConvertContext;
	readonly nodes: NodeDraft[] = [];
	/** Conversions of constants that need I/O (a local file's upload); a dynamic awaits them before its graph is done. */
	readonly pending: Promise<unknown>[];
	/** Where its calls stand. */
	readonly sites: CallSites;
	sealed = false;
	/** Conditionals that have no else yet. */
	readonly open = new Set<OpenConditional>();
	/** The level around it, for the cases of a conditional: what that one promises may be bound here. */
	private readonly outer: CompilationState | undefined;
	/** Ids given by withOverrides. */
	private readonly renamed = new Map<string, NodeDraft>();
	private readonly prefix: string;
	private next = 0;

	constructor(
		kind: "workflow" | "dynamic",
		name: string,
		convert: ConvertContext,
		outer?: CompilationState,
		prefix = kind === "dynamic" ? "dn" : "n",
	) {
		this.kind = kind;
		this.prefix = prefix;
		this.name = name;
		this.convert = convert;
		this.outer = outer;
		this.pending = outer?.pending ?? [];
		this.sites = outer?.sites ?? new CallSites();
	}

	/**
	 * A level inside this one, for the cases of a conditional or (`f`) the failure handler: its nodes are counted from 0 again,
	 * `n0` or `fn0`, and it may bind what this one promises.
	 */
	level(before: "" | "f" = ""): CompilationState {
		return new CompilationState(this.kind, this.name, this.convert, this, before + this.prefix);
	}

	/** Whether values of that graph or level can be bound here. */
	sees(scope: object): boolean {
		for (let state: CompilationState | undefined = this; state !== undefined; state = state.outer) {
			if (state === scope) return true;
		}
		return false;
	}

	/** Appends a node. Its id follows its place: `n0`, `n1`, ... or in a dynamic `dn0`, `dn1`, ... as flytekit numbers them. */
	add(target: NodeTarget, inputs: readonly Binding[], metadata: NodeMetadata, trace?: CallTrace): NodeDraft {
		if (this.sealed) {
			throw new FlyteError(
				"GRAPH_SEALED",
				`${shownName(metadata.name)} was called after the graph of ${this.name} was finished`,
				{
					entity: this.name,
					wayOut: "await what the body starts, so that every call is made before it returns",
				},
			);
		}
		const node = new NodeDraft(this, this.prefix, this.next++, target, inputs, metadata, trace);
		this.nodes.push(node);
		return node;
	}

	/** Gives a node its own id. Throws GRAPH_DUPLICATE_ID when another call has it: propeller would drop one silently. */
	rename(draft: NodeDraft, id: string): void {
		const other = this.renamed.get(id);
		if (other !== undefined && other !== draft) throw duplicateId(this, id, other, draft);
		this.renamed.delete(draft.id);
		draft.id = id;
		this.renamed.set(id, draft);
	}

	/** No more calls. Throws GRAPH_DUPLICATE_ID when a given id meets a counted one, GRAPH_BRANCH for a conditional without else. */
	seal(): void {
		this.sealed = true;
		for (const conditional of this.open) throw conditional.unfinished();
		if (this.renamed.size === 0) return;
		for (const node of this.nodes) {
			const other = this.renamed.get(node.id);
			if (other !== undefined && other !== node) throw duplicateId(this, node.id, other, node);
			if (node.target.kind === "branch") this.checkFlattened(node, node.id);
		}
	}

	/** Throws GRAPH_DUPLICATE_ID when a call was given the id of the failure handler's node, which is on no level. */
	checkFailureNode(node: Node): void {
		const other = this.renamed.get(node.id);
		if (other !== undefined) throw duplicateId(this, node.id, node, other);
	}

	/** Flyte's engine keeps the nodes of cases beside all others, under `<conditional>-<node>`: a given id must not be one of these. */
	private checkFlattened(branch: Node, prefix: string): void {
		for (const inner of casesOf(branch.target)) {
			const id = `${prefix}-${inner.id}`;
			const other = this.renamed.get(id);
			if (other !== undefined) throw duplicateId(this, id, other, inner);
			this.checkFlattened(inner, id);
		}
	}

	/** The node behind what a call returned. Throws GRAPH_NOT_PROMISED for anything else. */
	draftOf(value: unknown): NodeDraft {
		const draft = outputOf(value)?.source ?? (value as { [DRAFT]?: NodeDraft } | undefined)?.[DRAFT];
		if (draft !== undefined) return draft;
		throw new FlyteError("GRAPH_NOT_PROMISED", `before() takes what calls returned, not ${typeof value}`, {
			entity: this.name,
			wayOut: "give it the results of calls made in this body",
		});
	}
}

/** Marks a value that is not itself an output (no outputs, several outputs) with the node it came from. */
export function markDraft<T extends object>(value: T, draft: NodeDraft): T {
	Object.defineProperty(value, DRAFT, { value: draft });
	return value;
}

/** Whether it is all that a call gave which has not just one output. */
export function hasDraft(value: object): boolean {
	return (value as { [DRAFT]?: NodeDraft })[DRAFT] !== undefined;
}

/** The graph being made by the code that is running, if any. */
export function currentCompilation(): CompilationState | undefined {
	return currentState()?.compilation as CompilationState | undefined;
}

function duplicateId(state: CompilationState, id: string, first: Node, second: Node): FlyteError {
	const places = [first, second].map((node) => {
		const at = node.location;
		return `${shownName(node.metadata.name)}${at === undefined ? "" : ` at ${formatPlace(at)}`}`;
	});
	return new FlyteError(
		"GRAPH_DUPLICATE_ID",
		`two nodes of ${state.name} have the id "${id}": ${places.join(" and ")}`,
		{
			entity: state.name,
			node: id,
			location: second.location,
			wayOut: "give each call a nodeName of its own; Flyte would drop one of them without a word",
		},
	);
}
