import type { BranchTarget, Node } from "../graph/graph.js";
import type { LiteralMap } from "../types/literal.js";
import { chooseCase } from "./condition.js";
import { eachNodeSource } from "./plan.js";

interface Choice {
	readonly node: Node;
	/** `/n0`, `/n1/n0`: from the branch node down to the chosen one. */
	readonly inside: string;
}

const NONE: readonly number[] = [];

/**
 * The conditionals of one graph: which case each has chosen, and which nodes the case still waits for. A conditional is
 * decided as soon as its operands are there; what only its cases read is waited for afterwards, as on Flyte, so that a case
 * that is not taken delays nothing.
 */
export class BranchChoices {
	#choices: Map<number, Choice> | undefined = undefined;
	#missing: Map<number, number> | undefined = undefined;
	#waiting: Map<number, number[]> | undefined = undefined;

	/** The node that runs in place of the conditional in `slot`, once it is decided. */
	chosen(slot: number): Node | undefined {
		return this.#choices?.get(slot)?.node;
	}

	/** What the chosen case adds to the conditional's path; "" before. */
	pathInside(slot: number): string {
		return this.#choices?.get(slot)?.inside ?? "";
	}

	/** Whether the conditional was in line before: it tells of that once. */
	wasQueued(slot: number): boolean {
		return this.#choices?.has(slot) === true;
	}

	/** Decides the conditional `branch` in `slot`: the one of the graph, or one inside it. Throws what a condition throws. */
	choose(slot: number, branch: Node, inputs: LiteralMap): Node {
		const node = chooseCase(branch.target as BranchTarget, inputs);
		const inside = `${this.pathInside(slot)}/${node.id}`;
		this.#choices ??= new Map();
		this.#choices.set(slot, { node, inside });
		return node;
	}

	/** True when `node` needs nodes that `pending` gives an index for; `slot` comes back from {@link sourceDone} after them. */
	waitFor(slot: number, node: Node, pending: (id: string) => number | undefined): boolean {
		let missing = 0;
		eachNodeSource(node, (id) => {
			const source = pending(id);
			if (source === undefined) return;
			missing++;
			this.#waiting ??= new Map();
			const slots = this.#waiting.get(source);
			if (slots === undefined) this.#waiting.set(source, [slot]);
			else slots.push(slot);
		});
		if (missing === 0) return false;
		this.#missing ??= new Map();
		this.#missing.set(slot, missing);
		return true;
	}

	/** Whether any conditional waits for nodes that only its case reads. */
	get areWaiting(): boolean {
		return this.#waiting !== undefined;
	}

	/** The conditionals that waited for node `source` alone. */
	sourceDone(source: number): readonly number[] {
		const slots = this.#waiting?.get(source);
		if (slots === undefined) return NONE;
		this.#waiting?.delete(source);
		return slots.filter((slot) => {
			const left = (this.#missing?.get(slot) as number) - 1;
			this.#missing?.set(slot, left);
			return left === 0;
		});
	}
}
