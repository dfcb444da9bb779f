import { FlyteError, type SourceLocation } from "../errors/index.js";
import { placeOf } from "../errors/stack-frames.js";
import type { Binding } from "./binding.js";
import type { CallTrace } from "./call-sites.js";
import type { CompilationState } from "./compilation.js";
import type { Node, NodeMetadata, NodeOverrides, NodeTarget } from "./graph.js";
import { type HandleMethod, noOutcome } from "./handle-methods.js";
import { applyOverrides, type CallOverrides } from "./overrides.js";

const NONE: readonly string[] = [];

/**
 * A node while its graph is being made. It is the node of the finished graph too: a hundred thousand of them are not copied,
 * they are sealed. What a user's code may still change before that (overrides, ordering) goes through its methods.
 */
export class NodeDraft implements Node {
	// declared, not defined: a definition would write each field twice, in every one of a hundred thousand
	declare readonly prefix: string;
	/** Undefined once the node has an id that was given to it. */
	declare number: number | undefined;
	/** The id, when somebody asked for it or gave it. */
	declare private text: string | undefined;
	declare target: NodeTarget;
	declare readonly inputs: readonly Binding[];
	declare metadata: NodeMetadata;
	declare overrides: NodeOverrides | undefined;
	/** Set for the few calls that have some: a field of its own in each of a hundred thousand would cost. */
	declare outputAliases?: ReadonlyMap<string, string>;
	declare readonly owner: CompilationState;
	/** Drafts that must be done first though no data comes from them. */
	declare private earlier: NodeDraft[] | undefined;
	/** Turned into a place only when somebody asks. */
	declare private readonly trace: CallTrace | undefined;

	constructor(
		owner: CompilationState,
		prefix: string,
		number: number,
		target: NodeTarget,
		inputs: readonly Binding[],
		metadata: NodeMetadata,
		trace?: CallTrace,
	) {
		this.owner = owner;
		this.prefix = prefix;
		this.number = number;
		this.text = undefined;
		this.target = target;
		this.inputs = inputs;
		this.metadata = metadata;
		this.overrides = undefined;
		this.earlier = undefined;
		this.trace = trace;
	}

	get id(): string {
		this.text ??= this.prefix + this.number;
		return this.text;
	}

	set id(given: string) {
		this.number = undefined;
		this.text = given;
	}

	get after(): readonly string[] {
		return this.earlier === undefined ? NONE : this.earlier.map((draft) => draft.id);
	}

	get location(): SourceLocation | undefined {
		return this.trace === undefined ? undefined : placeOf(this.trace.stack ?? "");
	}

	/** Whether some `before` put another node in front of it. */
	get ordered(): boolean {
		return this.earlier !== undefined;
	}

	/** The drafts behind {@link after}. */
	get earlierDrafts(): readonly NodeDraft[] {
		return this.earlier ?? [];
	}

	/** Orders this node after `other`. Throws GRAPH_OTHER_GRAPH when they belong to two graphs. */
	runAfter(other: NodeDraft): void {
		this.assertOpen("before");
		if (other.owner !== this.owner) {
			throw new FlyteError(
				"GRAPH_OTHER_GRAPH",
				`nodes ${other.id} and ${this.id} belong to two graphs and cannot be ordered`,
				{
					node: this.id,
					wayOut: "order calls that were made in the same body",
				},
			);
		}
		this.earlier ??= [];
		if (!this.earlier.includes(other)) this.earlier.push(other);
	}

	/** Changes this call. Throws GRAPH_OVERRIDE for what an override cannot say, GRAPH_SEALED once the graph is made. */
	override(overrides: CallOverrides): void {
		this.assertOpen("withOverrides");
		applyOverrides(this, overrides);
	}

	/** The method of that name that a call's result carries; `result` is what withOverrides hands back. */
	handle(name: HandleMethod, result: unknown): (...args: never[]) => unknown {
		if (name === "catch" || name === "finally") return noOutcome(name, this);
		if (name === "withOverrides") {
			return (overrides: CallOverrides) => {
				this.override(overrides);
				return result;
			};
		}
		return (...later: unknown[]) => {
			for (const other of later) this.owner.draftOf(other).runAfter(this);
		};
	}

	private assertOpen(what: string): void {
		if (!this.owner.sealed) return;
		throw new FlyteError("GRAPH_SEALED", `${what} came after the graph of ${this.owner.name} was finished`, {
			node: this.id,
			location: this.location,
			wayOut: "call it inside the body, before it returns",
		});
	}
}
