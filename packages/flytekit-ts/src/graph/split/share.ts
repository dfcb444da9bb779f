import type { InputVariable, TypedInterface, Variable } from "../../interface/typed-interface.js";
import { type Binding, type BindingData, START_NODE } from "../binding.js";
import type { TaskEntity } from "../entities.js";
import type { Graph, Node } from "../graph.js";
import { listOf } from "../list-interface.js";
import { SHARE_SPEC } from "./inline.js";
import type { ListShape } from "./splice.js";

/** A share while its graph is made: what it takes from outside, and what others take from it. */
export class ShareDraft {
	/** Of its node in the graph around it. */
	readonly id: string;
	/** Name of its file. */
	readonly file: string;
	readonly after = new Set<string>();
	nodes: readonly Node[] = [];
	readonly #inputs = new Map<string, { readonly variable: InputVariable; readonly data: BindingData }>();
	/** Of inputs that are lists of another share. */
	readonly #lists = new Map<string, ListShape>();
	readonly #outputs = new Map<string, { readonly variable: Variable; readonly data: () => BindingData }>();

	constructor(id: string, file: string) {
		this.id = id;
		this.file = file;
	}

	/** Takes `data` of the graph around it, once for each key: a list of that shape, where it is one. Gives the name of the input. */
	input(key: string, data: BindingData, { type, literalType }: Variable, shape?: ListShape): string {
		const known = this.#inputs.get(key);
		if (known !== undefined) return known.variable.name;
		const name = `i${this.#inputs.size}`;
		this.#inputs.set(key, { variable: { name, type, literalType, optional: false }, data });
		if (shape !== undefined) this.#lists.set(name, shape);
		return name;
	}

	/** Gives `data` of its own graph, once for each key. Gives the variable: of lists of that type, so many deep. */
	output(key: string, of: Variable, lists: 0 | 1 | 2, data: () => BindingData): Variable {
		const known = this.#outputs.get(key);
		if (known !== undefined) return known.variable;
		let own = of;
		for (let depth = 0; depth < lists; depth++) own = { ...own, ...listOf(own) };
		const { type, literalType } = own;
		const variable = { name: `o${this.#outputs.size}`, type, literalType };
		this.#outputs.set(key, { variable, data });
		return variable;
	}

	/** What its container takes and gives: beside its inputs where its file is. */
	get interface(): TypedInterface {
		const inputs = [...this.#inputs.values()].map(({ variable }) => [variable.name, variable] as const);
		const outputs = [...this.#outputs.values()].map(({ variable }) => [variable.name, variable] as const);
		return {
			inputs: new Map([[SHARE_SPEC.name, SHARE_SPEC], ...inputs]),
			outputs: new Map(outputs),
			outputShape: outputs.length === 0 ? "none" : "named",
		};
	}

	/** Inputs that are lists of another share. */
	get lists(): ReadonlyMap<string, ListShape> {
		return this.#lists;
	}

	/** Its own graph. */
	graph({ name, failurePolicy, interruptible }: Graph): Graph {
		const outputs = [...this.#outputs.values()].map(
			({ variable, data }): Binding => ({ var: variable.name, data: data() }),
		);
		return {
			kind: "dynamic",
			name,
			interface: this.interface,
			nodes: this.nodes,
			outputs,
			failurePolicy,
			interruptible,
			isShare: true,
		};
	}

	/** Its node in the graph around it. */
	node(task: TaskEntity, name: string, uri: string): Node {
		const inputs: Binding[] = [
			{ var: SHARE_SPEC.name, data: { kind: "literal", literal: { kind: "string", value: uri } } },
			...[...this.#inputs.values()].map(({ variable, data }): Binding => ({ var: variable.name, data })),
		];
		inputs.sort((a, b) => (a.var < b.var ? -1 : 1));
		return { id: this.id, target: { kind: "task", task }, inputs, after: [...this.after], metadata: { name } };
	}
}

/** What an input is called inside a share's graph. */
export function insidePromise(name: string, path: readonly (string | number)[]): BindingData {
	return { kind: "promise", node: START_NODE, var: name, path };
}
