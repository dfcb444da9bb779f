import type { AbortScope } from "../attempt/abort-scope.js";
import type { Clock } from "../context/ports/index.js";
import type { TaskContext } from "../graph/entities.js";
import type { ConvertContext } from "../types/index.js";
import type { LiteralMap } from "../types/literal.js";

/** What the elements of an array have in common. */
export interface ContextSource {
	/** Of the array. */
	readonly path: string;
	readonly executionId: string;
	readonly scope: AbortScope;
	readonly convert: ConvertContext | undefined;
	readonly clock: Clock;
	/** Names the call of an element: see TaskCall. */
	keyOf(index: number, inputs: LiteralMap): string | undefined;
}

/** What an element's first attempt is told: worked out where it asks. */
export class ElementContext implements TaskContext {
	// declared, not defined: a definition would write each field twice
	declare readonly arrayIndex: number;
	declare private readonly loop: ContextSource;
	declare private readonly inputs: LiteralMap;

	constructor(loop: ContextSource, index: number, inputs: LiteralMap) {
		this.arrayIndex = index;
		this.loop = loop;
		this.inputs = inputs;
	}

	get nodePath(): string {
		return `${this.loop.path}[${this.arrayIndex}]`;
	}

	get executionId(): string {
		return this.loop.executionId;
	}

	get attempt(): number {
		return 0;
	}

	get convert(): ConvertContext | undefined {
		return this.loop.convert;
	}

	get clock(): Clock {
		return this.loop.clock;
	}

	get callKey(): string | undefined {
		return this.loop.keyOf(this.arrayIndex, this.inputs);
	}

	get signal(): AbortSignal {
		return this.loop.scope.signal;
	}
}
