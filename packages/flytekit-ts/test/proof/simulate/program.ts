import { type Random, systemRandom } from "../../../src/context/ports/index.js";
import { RecoverableError } from "../../../src/errors/index.js";
import type { TaskContext, TaskEntity } from "../../../src/graph/entities.js";
import type { Node } from "../../../src/graph/graph.js";
import {
	atOnce,
	dynamic,
	type From,
	graph,
	int,
	list,
	mapped,
	node,
	spec,
	task,
	workflow,
} from "../../engine/build.js";

/** What a body of a simulated task needs: it says when it begins and ends, and takes its time. */
export interface Host {
	began(path: string, attempt: number, key: string): void;
	ended(path: string): void;
	sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** A program that a seed stands for. `attempts` of a task: how many there may be, by its name. */
export interface Program {
	readonly entity: TaskEntity;
	/** How many times a task of that name may fail in all. */
	readonly retries: ReadonlyMap<string, number>;
	/** What each node of the top graph takes from others, by id. */
	readonly needs: ReadonlyMap<string, readonly string[]>;
}

/**
 * A dynamic of up to 14 nodes: chains and fan-outs, retries, failures, maps of what waits and of what does not, dynamics and workflows inside; calls that are equal and become ready
 * in any order. What a task gives depends on where it stands: calls that change places are seen by what the run gives.
 */
export function randomProgram({ next }: Pick<Random, "next"> = systemRandom, host: Host): Program {
	const below = (n: number) => Math.floor(next() * n);
	const retries = new Map<string, number>();
	const needs = new Map<string, string[]>();
	const mayFail = next() < 0.3;

	/** A task that fails `failures` times before it succeeds, or for good. */
	const work = (
		name: string,
		inputs: readonly string[],
		failures: number,
		forGood: boolean,
		allowed: number,
		gives?: unknown,
		isAtOnce = false,
	): TaskEntity => {
		retries.set(name, allowed);
		const ms = below(gives === undefined ? 6 : 15);
		const mixed = below(1000);
		const end = (given: Record<string, unknown>, { nodePath, attempt }: TaskContext) => {
			if (forGood) throw new Error("for good");
			if (attempt < failures) throw new RecoverableError(`attempt ${attempt}`);
			host.ended(nodePath);
			if (gives !== undefined) return gives;
			const start = Array.from(nodePath).reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 1_000_003, mixed);
			return Object.values(given).reduce((sum: number, x) => (sum * 31 + Number(x)) % 1_000_003, start);
		};
		const begin = ({ nodePath, attempt, callKey }: TaskContext) => host.began(nodePath, attempt, callKey ?? "");
		if (isAtOnce) {
			const body = (given: Record<string, unknown>, context: TaskContext) => {
				begin(context);
				return end(given, context);
			};
			return atOnce(name, inputs, body, allowed);
		}
		return task(
			name,
			inputs,
			async (given, context: TaskContext) => {
				begin(context);
				if (ms > 0) await host.sleep(ms, context.signal);
				return end(given, context);
			},
			allowed,
		);
	};
	const anyTask = (name: string, inputs: readonly string[], isAtOnce = false) => {
		const allowed = below(3);
		const fails = mayFail && next() < 0.15;
		const failures = fails ? allowed + 1 : below(allowed + 1);
		return work(name, inputs, failures, fails && next() < 0.5, allowed, undefined, isAtOnce);
	};
	const inner = (name: string, count: number): TaskEntity => {
		const step = anyTask(`${name}.step`, ["x"]);
		return dynamic(name, ["x"], () => {
			const nodes = Array.from({ length: count }, (_, i) => node(`dn${i}`, step, { x: i === 0 ? 1 : `dn${i - 1}.o0` }));
			return spec(graph(nodes, { o0: `dn${count - 1}.o0` }));
		});
	};

	const tick = work("m.tick", [], 0, false, 0);
	const element = anyTask("m.element", ["x"], next() < 0.5);
	const shared = anyTask("m.shared", ["x"]);
	const twin = inner("m.twin", 1 + below(3));
	const pair = graph(
		[node("n0", shared, { x: ".x" }), node("n1", shared, { x: 1 })],
		{ o0: "n0.o0" },
		{ takes: ["x"] },
	);
	const flow = workflow("m.flow", pair);
	const count = 2 + below(12);
	const nodes: Node[] = [];
	const numbers: string[] = [];
	const outputs: From[] = [];
	/** Calls that are equal, each of which waits for another that gives the same in a time of its own. */
	const alike = (id: string, source: From) => {
		const kind = below(4);
		const target = [shared, mapped(element, { parallelism: below(3) }), twin, flow][kind] as TaskEntity;
		const gives = kind === 1 ? [1, 2, 1, 1] : 5;
		const many = 2 + below(3);
		for (let i = 0; i < many; i++) {
			nodes.push(node(`${id}s${i}`, work(`m.same${id}${i}`, ["x"], 0, false, 0, gives), { x: source }));
			nodes.push(node(`${id}t${i}`, target, { x: `${id}s${i}.o0` }));
			needs.set(`${id}t${i}`, [`${id}s${i}`]);
			outputs.push(`${id}t${i}.o0`);
		}
	};
	for (let i = 0; i < count; i++) {
		const id = `dn${i}`;
		const from = numbers.length > 0 && next() < 0.7 ? numbers[below(numbers.length)] : undefined;
		const source: From = from === undefined ? below(4) : `${from}.o0`;
		needs.set(id, from === undefined ? [] : [from]);
		if (next() < 0.3) {
			alike(id, source);
			continue;
		}
		const kind = next();
		if (kind < 0.15) {
			nodes.push(node(id, tick));
			needs.set(id, []);
		} else if (kind < 0.3) nodes.push(node(id, shared, { x: source }));
		else if (kind < 0.4) {
			const items = Array.from({ length: 1 + below(next() < 0.2 ? 150 : 6) }, (_, at) => int(at % 3));
			const target = mapped(element, { parallelism: below(3), ...(mayFail ? { minSuccessRatio: 0.5 } : {}) });
			nodes.push(node(id, target, { x: list(...items) }));
			needs.set(id, []);
			outputs.push(`${id}.o0`);
			continue;
		} else if (kind < 0.5) nodes.push(node(id, inner(`m.inner${i}`, 1 + below(4)), { x: source }));
		else if (kind < 0.57) {
			const step = anyTask(`m.w${i}`, ["x"]);
			const made = graph([node("n0", step, { x: ".x" }), node("n1", tick)], { o0: "n0.o0" }, { takes: ["x"] });
			nodes.push(node(id, workflow(`m.workflow${i}`, made), { x: source }));
		} else nodes.push(node(id, anyTask(`m.t${i}`, ["x"]), { x: source }));
		numbers.push(id);
		outputs.push(`${id}.o0`);
	}
	const failurePolicy = next() < 0.5 ? "failImmediately" : "failAfterExecutableNodesComplete";
	const entity = dynamic("m.main", [], () => spec(graph(nodes, { o0: outputs }, { failurePolicy })));
	return { entity, retries, needs };
}
