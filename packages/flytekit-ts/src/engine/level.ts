import { AbortScope } from "../attempt/abort-scope.js";
import { FlyteError } from "../errors/index.js";
import type { Graph, Node } from "../graph/graph.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import { type OutputSource, resolveBindings } from "./bindings.js";
import { BranchChoices } from "./branch-choices.js";
import { type Failures, nodeFailure } from "./failure.js";
import { runFailureHandler } from "./failure-handler.js";
import type { QueuedSource } from "./journal/recorder.js";
import { SiblingCalls } from "./journal/sibling-calls.js";
import { countsAsParallel } from "./launch.js";
import type { Owner } from "./owner.js";
import type { Parallelism } from "./parallelism.js";
import { type Plan, planOf } from "./plan.js";
import type { Scheduler } from "./scheduler.js";
import { isTaskNode, nodeKind, nodeName, type Place, startNode } from "./start.js";

const WAITING = 0;
const QUEUED = 1;
const RUNNING = 2;
const DONE = 3;
const ENDED = 4; // failed or stopped

/**
 * A graph that runs: its nodes are its slots. A node starts when the counter of what it waits for reaches zero; outputs are
 * dropped when nobody is left to read them.
 */
export class Level implements Owner, OutputSource, QueuedSource {
	readonly inputs: LiteralMap;
	stopped = false;
	readonly #place: Place;
	/** What paths of its nodes begin with: its own, unless it is a share of the graph around it. */
	readonly #base: string;
	readonly #scheduler: Scheduler;
	readonly #graph: Graph;
	readonly #plan: Plan;
	readonly #scope: AbortScope;
	readonly #waitsFor: Int32Array;
	readonly #readers: Int32Array;
	readonly #state: Uint8Array;
	readonly #outputs: (LiteralMap | undefined)[];
	readonly #branches = new BranchChoices();
	/** Undefined where nothing is recorded. */
	readonly #beside: SiblingCalls | undefined;
	#queued = 0;
	#running = 0;
	#done = 0;
	#finished = false;
	#failures: Failures | undefined = undefined;
	#toldQueued: Uint8Array | undefined = undefined;

	/** Throws ENGINE_DEPTH, and what is wrong with the graph. */
	constructor(place: Place, graph: Graph, inputs: LiteralMap) {
		const { scheduler, depth } = place;
		if (depth >= scheduler.settings.maxDepth) throw tooDeep(graph.name, scheduler.settings.maxDepth);
		this.#place = place;
		this.#base = graph.isShare === true ? place.path.slice(0, place.path.lastIndexOf("/")) : place.path;
		this.#scheduler = scheduler;
		this.#graph = graph;
		this.inputs = inputs;
		this.#plan = planOf(graph);
		this.#waitsFor = this.#plan.waitsFor.slice();
		this.#readers = this.#plan.readers.slice();
		this.#state = new Uint8Array(graph.nodes.length);
		this.#outputs = new Array(graph.nodes.length);
		const { recorder } = scheduler;
		this.#beside = recorder && SiblingCalls.of(this.#base, this.#plan, nodeName, recorder.journal);
		this.#scope = new AbortScope(place.scope);
		this.#scope.onAbort = () => this.#stop();
	}

	start(): void {
		const { emit, recorder, settings } = this.#scheduler;
		if (emit !== undefined) {
			const { name, nodes } = this.#graph;
			const at = settings.clock.now();
			recorder?.graph(this.#place, this.#graph, this.#plan, at, this);
			emit({ type: "graphStarted", path: this.#place.path, name, nodes: nodes.length, at });
		}
		const { parallelism } = this.#place.within ?? {};
		if (parallelism !== undefined && this.#graph.kind === "dynamic") {
			parallelism.leave(this.#place.path);
			this.#wakeOthers(parallelism);
		}
		if (this.#scope.aborted) this.stopped = true;
		else for (let i = 0; i < this.#waitsFor.length; i++) if (this.#waitsFor[i] === 0) this.#ready(i);
		this.#finishIfOver();
	}

	begin(slot: number): void {
		const place = this.#placeOf(slot);
		const node = this.#branches.chosen(slot) ?? this.#nodeAt(slot);
		const { parallelism } = this.#place.within ?? {};
		if (parallelism !== undefined && countsAsParallel(node)) {
			if (!parallelism.enter(place.path, { owner: this, slot, isTask: isTaskNode(node) })) return;
		}
		this.#queued--;
		this.#running++;
		try {
			if (node.target.kind === "branch") {
				this.#decide(slot, node);
				return;
			}
			this.#state[slot] = RUNNING;
			const inputs = resolveBindings(node.inputs, this);
			this.#tell("nodeStarted", slot);
			startNode(place, node, inputs);
		} catch (thrown) {
			this.failed(slot, nodeFailure(place.path, nodeName(node), thrown, node));
		}
	}

	succeeded(slot: number, outputs: LiteralMap): void {
		this.#running--;
		this.#leave(slot);
		this.#done++;
		this.#state[slot] = DONE;
		this.#scheduler.counts.succeeded++;
		if ((this.#readers[slot] as number) > 0) this.#outputs[slot] = outputs;
		this.#tell("nodeSucceeded", slot);
		if (!this.stopped) {
			const { laterFrom, later } = this.#plan;
			for (let e = laterFrom[slot] as number; e < (laterFrom[slot + 1] as number); e++) {
				const next = later[e] as number;
				const left = (this.#waitsFor[next] as number) - 1;
				this.#waitsFor[next] = left;
				if (left === 0) this.#ready(next);
			}
			if (this.#branches.areWaiting) for (const branch of this.#branches.sourceDone(slot)) this.#ready(branch);
		}
		this.#finishIfOver();
	}

	failed(slot: number, failures: Failures): void {
		this.#running--;
		this.#leave(slot);
		this.#state[slot] = ENDED;
		this.#scheduler.counts.failed++;
		if (this.#failures === undefined) this.#failures = failures;
		else this.#failures.add(failures);
		if (this.#scheduler.emit !== undefined) {
			const { error, outcome } = failures.first;
			this.#scheduler.emit({
				type: "nodeFailed",
				error,
				...(outcome === undefined ? {} : { outcome }),
				...this.#about(slot),
			});
		}
		if (this.#graph.failurePolicy === "failImmediately") {
			this.#scope.abort(new FlyteError("ENGINE_ABORTED", `stopped because ${failures.first.path} failed`));
		}
		this.#finishIfOver();
	}

	aborted(slot: number): void {
		this.#running--;
		this.#leave(slot);
		this.#state[slot] = ENDED;
		this.#scheduler.counts.aborted++;
		this.#tell("nodeAborted", slot);
		this.#finishIfOver();
	}

	/** Each read is one that was planned: the last one lets go of the outputs. */
	outputsOf(node: string): LiteralMap | undefined {
		const slot = this.#plan.indexOf.get(node) as number;
		const outputs = this.#outputs[slot];
		const left = (this.#readers[slot] as number) - 1;
		this.#readers[slot] = left;
		if (left === 0) this.#outputs[slot] = undefined;
		return outputs;
	}

	defaultOf(input: string): Literal | undefined {
		return this.#graph.interface.inputs.get(input)?.optional === true ? { kind: "none" } : undefined;
	}

	describe(node: string): string {
		return `${node} (${nodeName(this.#nodeAt(this.#plan.indexOf.get(node) as number))})`;
	}

	#ready(slot: number): void {
		this.#queued++;
		this.#state[slot] = QUEUED;
		const node = this.#branches.chosen(slot) ?? this.#nodeAt(slot);
		if (!this.#branches.wasQueued(slot)) this.#tell("nodeQueued", slot);
		this.#scheduler.recorder?.journal.statesChanged();
		this.#scheduler.enqueue(this, slot, isTaskNode(node));
	}

	/**
	 * Chooses a conditional's case. The case takes its place in line like any other node, once the nodes are done that it
	 * needs and the condition did not.
	 */
	#decide(slot: number, branch: Node): void {
		const chosen = this.#branches.choose(slot, branch, resolveBindings(branch.inputs, this));
		const waits = this.#branches.waitFor(slot, chosen, (id) => {
			const source = this.#plan.indexOf.get(id) as number;
			return this.#state[source] === DONE ? undefined : source;
		});
		this.#running--;
		this.#state[slot] = WAITING;
		if (waits) this.#finishIfOver();
		else this.#ready(slot);
	}

	/** Makes room for others of the execution. */
	#leave(slot: number): void {
		const { parallelism } = this.#place.within ?? {};
		if (parallelism === undefined) return;
		parallelism.leave(this.#placeOf(slot).path);
		this.#wakeOthers(parallelism);
	}

	#wakeOthers(parallelism: Parallelism): void {
		parallelism.wake(({ owner, slot, isTask }) => this.#scheduler.enqueue(owner, slot, isTask));
	}

	newlyQueued() {
		const steps: string[] = [];
		const at = this.#scheduler.settings.clock.now();
		if (this.#queued > 0) {
			this.#toldQueued ??= new Uint8Array(this.#state.length);
			for (let slot = 0; slot < this.#state.length; slot++) {
				if (this.#state[slot] !== QUEUED || this.#toldQueued[slot] === 1) continue;
				this.#toldQueued[slot] = 1;
				steps.push(`/${this.#nodeAt(slot).id}`);
			}
		}
		return { path: this.#base, steps, at };
	}

	#stop(): void {
		this.stopped = true;
		this.#queued = 0;
		const { parallelism } = this.#place.within ?? {};
		if (parallelism !== undefined) {
			parallelism.stopped(this);
			this.#wakeOthers(parallelism);
		}
		this.#finishIfOver();
	}

	#finishIfOver(): void {
		if (this.#running > 0 || this.#queued > 0 || this.#finished) return;
		this.#finished = true;
		this.#scheduler.recorder?.graphOver(this);
		this.#scope.close();
		this.#countSkipped();
		const { owner, slot, path, scope } = this.#place;
		if (this.#failures !== undefined) {
			const { onFailure } = this.#graph;
			if (onFailure === undefined || scope.aborted) owner.failed(slot, this.#failures);
			else runFailureHandler(this.#place, onFailure, this, this.#failures);
			return;
		}
		if (this.#scope.aborted) {
			owner.aborted(slot);
			return;
		}
		let outputs: LiteralMap;
		try {
			if (this.#done < this.#state.length) throw neverReady(this.#graph, this.#state);
			outputs = resolveBindings(this.#graph.outputs, this);
		} catch (thrown) {
			owner.failed(slot, nodeFailure(path, this.#graph.name, thrown));
			return;
		}
		owner.succeeded(slot, outputs);
	}

	#countSkipped(): void {
		if (this.#failures === undefined && !this.#scope.aborted) return;
		const reason = this.#scope.aborted ? "stopped" : "upstreamFailed";
		for (let slot = 0; slot < this.#state.length; slot++) {
			if ((this.#state[slot] as number) > QUEUED) continue;
			this.#scheduler.counts.skipped++;
			this.#scheduler.emit?.({ type: "nodeSkipped", reason, ...this.#about(slot) });
		}
	}

	#tell(type: "nodeQueued" | "nodeStarted" | "nodeSucceeded" | "nodeAborted", slot: number): void {
		if (this.#scheduler.isHeard) this.#scheduler.emit?.({ type, ...this.#about(slot) });
	}

	#about(slot: number) {
		const node = this.#nodeAt(slot);
		const path = `${this.#base}/${node.id}`;
		return { path, kind: nodeKind(node), name: nodeName(node), at: this.#scheduler.settings.clock.now() };
	}

	#nodeAt(slot: number): Node {
		return this.#graph.nodes[slot] as Node;
	}

	#placeOf(slot: number): Place {
		const inside = this.#branches.pathInside(slot);
		const step = `/${this.#nodeAt(slot).id}${inside}`;
		const path = this.#base + step;
		const depth = this.#place.depth + 1;
		const beside = this.#beside;
		return {
			scheduler: this.#scheduler,
			owner: this,
			slot,
			path,
			step: this.#base === this.#place.path ? step : undefined,
			scope: this.#scope,
			depth,
			around: this.#place.around,
			within: this.#place.within,
			from: beside === undefined ? 0 : beside.from(slot, this.#branches.chosen(slot) ?? this.#nodeAt(slot), inside),
			beside,
		};
	}
}

function tooDeep(name: string, limit: number): FlyteError {
	return new FlyteError("ENGINE_DEPTH", `${name} is called ${limit} graphs deep, which is the limit`, {
		entity: name,
		wayOut:
			"check that a dynamic or workflow that calls itself comes to an end; code that starts a run may give it a larger maxDepth",
	});
}

/** Only conditionals get here, whose cases wait for what waits for them: other circles are seen before anything runs. */
function neverReady({ name, nodes }: Graph, state: Uint8Array): FlyteError {
	const waiting = nodes.filter((_, slot) => state[slot] === WAITING).map(({ id }) => id);
	const shown = waiting.length > 20 ? [...waiting.slice(0, 20), "..."] : waiting;
	return new FlyteError("ENGINE_CYCLE", `nodes of ${name} wait for each other: ${shown.join(", ")}`, {
		entity: name,
		wayOut: "let no case of a conditional read from a node that comes after the conditional",
	});
}
