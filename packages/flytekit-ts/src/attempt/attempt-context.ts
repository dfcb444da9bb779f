import { type Clock, systemClock } from "../context/ports/index.js";
import type { TaskContext } from "../graph/entities.js";
import type { ConvertContext } from "../types/index.js";
import type { AbortScope } from "./abort-scope.js";
import type { AttemptHost, TaskCall } from "./attempt.js";

/** What an attempt is told. The signal is made when it is first asked for. */
export class AttemptContext implements TaskContext {
	// declared, not defined: a definition would write each field twice, in every one of a hundred thousand
	declare readonly nodePath: string;
	declare readonly executionId: string;
	declare readonly attempt: number;
	declare readonly arrayIndex?: number;
	declare readonly convert?: ConvertContext;
	declare readonly clock?: Clock;
	readonly #scope: AbortScope;
	readonly #call: TaskCall;

	constructor(
		call: TaskCall,
		attempt: number,
		{ settings, convert }: Pick<AttemptHost<never>, "settings" | "convert">,
		scope: AbortScope = call.scope,
	) {
		this.nodePath = call.path;
		this.executionId = settings.executionId;
		this.attempt = attempt;
		if (call.arrayIndex !== undefined) this.arrayIndex = call.arrayIndex;
		if (convert !== undefined) this.convert = convert;
		if (settings.clock !== systemClock) this.clock = settings.clock;
		this.#scope = scope;
		this.#call = call;
	}

	get callKey(): string | undefined {
		return this.#call.callKey;
	}

	/** Asked for once: an eager body begins its calls anew in each attempt. */
	get callKeeper(): object | undefined {
		return this.#call.callKeeper?.();
	}

	get signal(): AbortSignal {
		return this.#scope.signal;
	}
}
