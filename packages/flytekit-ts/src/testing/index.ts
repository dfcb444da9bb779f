/**
 * For tests of tasks and workflows: replace what a task does, run with a store in memory and a clock of the test's own.
 */
export type { Against, Budget, Limit, Prediction } from "../budget/index.js";
export type { BlobStore, Clock, Random } from "../context/ports/index.js";
export type { RunEvent, RunListener, SignalPort, SignalRequest } from "../engine/index.js";
export { MemoryBlobStore } from "../storage/index.js";
export { FakeClock, type FakeClockOptions } from "./fake-clock.js";
export { Mock, mock } from "./mock.js";
export { Patch, patch, type Replacement } from "./patch.js";
export { type RunLocalOptions, runLocal } from "./run-local.js";
export { seededRandom } from "./seeded-random.js";
export type { SignalAnswers } from "./signals.js";
export { flyteBudget, flyteMatchers } from "./to-fit-flyte.js";
