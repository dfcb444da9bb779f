import { crc32 } from "node:zlib";
import type { Node } from "../../graph/graph.js";
import { casesOf } from "../../graph/graph.js";
import { eachNodeSource, type Plan } from "../plan.js";
import { shortened } from "./call-keys.js";

/*
 * Calls of one task with equal inputs are told apart by where the inputs come from: f(1) and f(2) may both give 7, and then the g(7)
 * after each is another call. Otherwise it would be chance which of them is the first: that depends on which f was faster, and after a
 * crash all that is committed is there at once. Calls that wait for the same calls begin together, in the order of the body.
 *
 * Where a call comes from is a number: of each call that it waits for what that calls, with which inputs, and where it comes from
 * itself. Ids of nodes are not in it, so a call stays the same when others come or go. Should two such numbers be equal by chance, it is
 * left to the order again.
 */

/** The calls of one graph that runs, as far as they may be taken for each other. */
export class SiblingCalls {
	readonly #path: string;
	readonly #plan: Plan;
	readonly #nameOf: (node: Node) => string;
	readonly #repeated: ReadonlySet<string>;
	/** Of each node, what those that wait for it are told apart by; undefined where no calls could change places. */
	readonly #said: Int32Array | undefined;
	/** The sums of that of those that each waits for. */
	readonly #sums: Int32Array | undefined;
	/** The entity of the call before, and what is said of it. */
	#entity = "";
	#entitySaid = 0;

	/** Of each node how many of those that it waits for have not begun; undefined where nobody asks what is expected. */
	readonly #unknown: Int32Array | undefined;
	/** How many calls are expected from somewhere, and as what each node is expected. */
	readonly #expected = new Map<string, number>();
	readonly #expectedAs = new Map<number, string>();

	private constructor(
		path: string,
		plan: Plan,
		nameOf: (node: Node) => string,
		repeated: ReadonlySet<string>,
		hasPast: boolean,
	) {
		this.#path = path;
		this.#plan = plan;
		this.#nameOf = nameOf;
		this.#repeated = repeated;
		const { length } = plan.waitsFor;
		this.#said = repeated.size === 0 ? undefined : new Int32Array(length);
		this.#sums = repeated.size === 0 ? undefined : new Int32Array(length);
		this.#unknown = hasPast ? plan.waitsFor.slice() : undefined;
	}

	/**
	 * `path`: what paths of the nodes begin with. `nameOf` says what a node calls. Undefined where nobody has to ask: no calls could change places,
	 * and no earlier process has made any.
	 */
	static of(
		path: string,
		plan: Plan,
		nameOf: (node: Node) => string,
		{ hasPast }: { readonly hasPast: boolean },
	): SiblingCalls | undefined {
		const repeated = repeatedIn(plan, nameOf);
		return repeated.size === 0 && !hasPast ? undefined : new SiblingCalls(path, plan, nameOf, repeated, hasPast);
	}

	/**
	 * Where the call in a slot comes from; 0 where nothing else could be taken for it: it waits for nothing, or it alone calls `name`.
	 * `node` is what runs there; `inside` is its place in a conditional: `/n0`.
	 */
	from(slot: number, node: Node, inside: string): number {
		const sums = this.#sums;
		if (sums === undefined || !this.#repeated.has(this.#nameOf(node))) return 0;
		const sum = sums[slot] as number;
		if (inside !== "") return numbered(crc32("case", (sum + this.#inside(slot, node, inside)) >>> 0));
		return this.#plan.waitsFor[slot] === 0 ? 0 : numbered(sum);
	}

	/** The sum of what the case of a conditional waits for beside the conditional itself. */
	#inside(slot: number, node: Node, inside: string): number {
		const { indexOf, graph } = this.#plan;
		let sum = 0;
		const add = (id: string) => {
			sum = (sum + (this.#said?.[indexOf.get(id) as number] ?? 0)) | 0;
		};
		let around = graph.nodes[slot] as Node;
		for (const id of inside.split("/").slice(1)) {
			around = casesOf(around.target).find((one) => one.id === id) ?? node;
			eachNodeSource(around, add);
		}
		return sum;
	}

	/** Notes of a call that begins what those that wait for it are told apart by. */
	began(slot: number, entity: string, inputs: string, from: number, ordinal: number): void {
		const said = this.#said;
		const sums = this.#sums;
		if (said === undefined || sums === undefined) return;
		if (entity !== this.#entity) {
			this.#entity = entity;
			this.#entitySaid = crc32(entity);
		}
		const own = spread(crc32(shortened(inputs), (this.#entitySaid ^ from ^ Math.imul(ordinal, 0x9e3779b1)) >>> 0));
		said[slot] = own;
		const { laterFrom, later } = this.#plan;
		for (let e = laterFrom[slot] as number; e < (laterFrom[slot + 1] as number); e++) {
			const next = later[e] as number;
			sums[next] = ((sums[next] as number) + own) | 0;
		}
		if (this.#unknown !== undefined) this.#expect(slot, this.#unknown);
	}

	/** Whether a call of `name` that has not begun comes from there. */
	isExpected(name: string, from: number): boolean {
		return from !== 0 && (this.#expected.get(`${from} ${name}`) ?? 0) > 0;
	}

	/** A call begins: it is no more expected, and of those that wait for it alone it is known now where they come from. */
	#expect(slot: number, unknown: Int32Array): void {
		const { laterFrom, later, graph } = this.#plan;
		const own = this.#expectedAs.get(slot);
		if (own !== undefined) this.#expected.set(own, (this.#expected.get(own) as number) - 1);
		for (let e = laterFrom[slot] as number; e < (laterFrom[slot + 1] as number); e++) {
			const next = later[e] as number;
			const left = (unknown[next] as number) - 1;
			unknown[next] = left;
			if (left !== 0) continue;
			const node = graph.nodes[next] as Node;
			const from = this.from(next, node, "");
			if (from === 0 || node.target.kind === "branch") continue;
			const as = `${from} ${this.#nameOf(node)}`;
			this.#expectedAs.set(next, as);
			this.#expected.set(as, (this.#expected.get(as) ?? 0) + 1);
		}
	}

	/** Whether there is a node at `path` that calls `name`, or may do so. */
	mayCall(path: string, name: string): boolean {
		if (!path.startsWith(`${this.#path}/`)) return false;
		const [id = ""] = path.slice(this.#path.length + 1).split(/[/[]/, 1);
		const at = this.#plan.indexOf.get(id);
		return at !== undefined && namesIn(this.#plan.graph.nodes[at] as Node, this.#nameOf).includes(name);
	}
}

/** Where the handler of a failure comes from: it may call what nodes call as well. */
export const FROM_FAILURE = 0x7fffffff;

const repeats = new WeakMap<Plan, ReadonlySet<string>>();

/** Names that several nodes call, one of which at least waits for others. */
function repeatedIn(plan: Plan, nameOf: (node: Node) => string): ReadonlySet<string> {
	const known = repeats.get(plan);
	if (known !== undefined) return known;
	const { waitsFor, graph } = plan;
	const { nodes } = graph;
	const counts = new Map<string, { nodes: number; wait: boolean }>();
	const countOf = (name: string) => {
		const known = counts.get(name);
		if (known !== undefined) return known;
		const count = { nodes: 0, wait: false };
		counts.set(name, count);
		return count;
	};
	// nodes of one call site share their target: a fan-out is one name
	let target: Node["target"] | undefined;
	let count = { nodes: 0, wait: false };
	for (let i = 0; i < nodes.length; i++) {
		const node = nodes[i] as Node;
		if (node.target.kind === "branch") {
			for (const name of namesIn(node, nameOf)) {
				const inside = countOf(name);
				inside.nodes++;
				inside.wait = true;
			}
			continue;
		}
		if (node.target !== target) {
			target = node.target;
			count = countOf(nameOf(node));
		}
		count.nodes++;
		if ((waitsFor[i] as number) > 0) count.wait = true;
	}
	const repeated = new Set<string>();
	for (const [name, { nodes, wait }] of counts) if (wait && nodes > 1) repeated.add(name);
	repeats.set(plan, repeated);
	return repeated;
}

/** What a node calls, or may call. */
function namesIn(node: Node, nameOf: (node: Node) => string): string[] {
	if (node.target.kind !== "branch") return [nameOf(node)];
	return casesOf(node.target).flatMap((one) => namesIn(one, nameOf));
}

/** The number of a sum: small enough for V8 to have it without a box, and not 0. */
function numbered(sum: number): number {
	return spread(sum) >>> 1 || 1;
}

/** Each bit of the result depends on each of the number: sums of such are told apart. */
function spread(number: number): number {
	let h = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return h ^ (h >>> 16);
}
