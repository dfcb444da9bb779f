import { AbortScope } from "../attempt/abort-scope.js";
import { describeThrown, FlyteError, isFlyteError, labelled } from "../errors/index.js";
import type { GateTarget, Node } from "../graph/graph.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import type { LiteralType } from "../types/literal-type.js";
import { nodeFailure } from "./failure.js";
import type { Place } from "./start.js";
import { neverSettled, type Stuck } from "./task-run.js";

const NOTHING: LiteralMap = new Map();

/** Begins a gate: a pause by the run's clock, or a question to the run's signal port. */
export function startGate(place: Place, gate: GateTarget, node: Node, inputs: LiteralMap): void {
	void new GateRun(place, gate, node, inputs).run();
}

class GateRun implements Stuck {
	readonly path: string;
	readonly #place: Place;
	readonly #gate: GateTarget;
	readonly #node: Node;
	readonly #inputs: LiteralMap;
	readonly #scope: AbortScope;

	constructor(place: Place, gate: GateTarget, node: Node, inputs: LiteralMap) {
		this.path = place.path;
		this.#place = place;
		this.#gate = gate;
		this.#node = node;
		this.#inputs = inputs;
		// its own: the question is taken back when its time is over
		this.#scope = new AbortScope(place.scope);
	}

	async run(): Promise<void> {
		this.#place.scheduler.inFlight.add(this);
		try {
			const outputs = await this.#pass();
			this.#end(() => this.#place.owner.succeeded(this.#place.slot, outputs));
		} catch (thrown) {
			this.#fail(thrown);
		}
	}

	giveUp(thrown?: { readonly value: unknown }): void {
		this.#fail(thrown === undefined ? neverSettled(`gate ${name(this.#gate)}`) : thrown.value);
	}

	async #pass(): Promise<LiteralMap> {
		const gate = this.#gate;
		if (gate.gate === "sleep") {
			await this.#place.scheduler.settings.clock.sleep(gate.durationMs, this.#scope.signal);
			return NOTHING;
		}
		const answer = await this.#answerInTime(gate);
		if (gate.gate === "signal") return new Map([[gate.output, answer]]);
		if (answer.kind !== "boolean" || !answer.value) {
			throw new FlyteError("ENGINE_GATE_REJECTED", `gate "${gate.signal}" was not approved`);
		}
		const value = this.#approved();
		return value === undefined ? NOTHING : new Map([[gate.output, value]]);
	}

	async #answerInTime(gate: GateTarget & { gate: "approve" | "signal" }): Promise<Literal> {
		const { scheduler } = this.#place;
		const { settings } = scheduler;
		if (settings.signals === undefined) {
			throw new FlyteError(
				"ENGINE_GATE",
				`gate "${gate.signal}" waits for ${gate.gate === "approve" ? "an approval" : "a value"}, and nobody can give it in this run`,
				{
					wayOut:
						"run it with tsflyte at a terminal, give the run a `signals` port that answers, or run it on a cluster",
				},
			);
		}
		const value = gate.gate === "approve" ? this.#approved() : undefined;
		const about = { ask: gate.gate, name: gate.signal };
		scheduler.recorder?.asked(this.path, about, settings.clock.now(), { expects: answerType(gate), value });
		scheduler.emit?.({
			type: "gateAsked",
			path: this.path,
			kind: "gate",
			...about,
			at: settings.clock.now(),
		});
		const question = settings.signals.ask(
			{
				kind: gate.gate,
				signal: gate.signal,
				nodePath: this.path,
				executionId: settings.executionId,
				type: answerType(gate),
				...(value === undefined ? {} : { value }),
			},
			this.#scope.signal,
		);
		const limit = this.#node.metadata.timeoutMs;
		if (limit === undefined) return question;
		const timer = new AbortScope(this.#scope);
		const tooLate = settings.clock.sleep(limit, timer.signal).then(() => {
			throw new FlyteError("ENGINE_GATE_TIMEOUT", `gate "${gate.signal}" had no answer within ${limit} ms`);
		});
		tooLate.catch(() => {}); // the loser of the race below is nobody's news
		question.catch(() => {});
		try {
			return await Promise.race([question, tooLate]);
		} finally {
			timer.abort(undefined);
			timer.close();
		}
	}

	#approved(): Literal | undefined {
		for (const value of this.#inputs.values()) return value;
		return undefined;
	}

	#fail(thrown: unknown): void {
		const { owner, slot, scope } = this.#place;
		this.#end(() => {
			if (scope.aborted) owner.aborted(slot);
			else
				owner.failed(slot, nodeFailure(this.path, undefined, isFlyteError(thrown) ? thrown : this.#unanswered(thrown)));
		});
	}

	#unanswered(thrown: unknown): FlyteError {
		const said = labelled(describeThrown(thrown));
		return new FlyteError("ENGINE_GATE", `gate ${name(this.#gate)} could not be passed: ${said}`, { cause: thrown });
	}

	/** Ends it, once. */
	#end(tell: () => void): void {
		const { scheduler } = this.#place;
		if (!scheduler.inFlight.delete(this)) return;
		this.#scope.close();
		tell();
		this.#scope.abort(undefined); // takes back a question that is still open
		scheduler.pump();
	}
}

/** What an answer must be. */
function answerType(gate: GateTarget & { gate: "approve" | "signal" }): LiteralType {
	return gate.gate === "signal" ? gate.type : { kind: "simple", simple: "boolean" };
}

function name(gate: GateTarget): string {
	return gate.gate === "sleep" ? "sleep" : `"${gate.signal}"`;
}
