import { currentState } from "./async-state.js";
import { type Clock, systemClock } from "./ports/index.js";

/** The clock of the run that the running task belongs to; the machine's own where there is none. */
export function currentClock(): Clock {
	return currentState()?.clock ?? systemClock;
}
