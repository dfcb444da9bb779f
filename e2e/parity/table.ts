import { duration } from "flytekit-ts";
import * as faults from "../programs/parity-faults.js";
import * as graphs from "../programs/parity-graphs.js";
import * as maps from "../programs/parity-maps.js";
import * as values from "../programs/parity-values.js";
import type { OwnEntity } from "../runner/flyte.js";

/** A program of `programs/parity-*.ts` and what it is given: run here and on the lab, it has to end in the same way. */
export interface Program {
	/** Unique; what `npm run e2e -- NAME` selects by, and what differences.ts names. */
	readonly name: string;
	readonly entity: OwnEntity;
	readonly inputs?: Readonly<Record<string, unknown>>;
	/** Answers of gates by name; `false` turns an approval down, a function is not called on Flyte: nobody answers there. */
	readonly answers?: Readonly<Record<string, unknown>>;
	/** How often it runs, one after the other; what the last run gives is compared. */
	readonly times?: number;
	/** An output whose elements may be none: what is read here is written as a union, engines pass on what containers wrote. */
	readonly isPartial?: boolean;
	/** Its nodes are others on Flyte, where its calls were folded: everything but the nodes is compared. */
	readonly isFolded?: boolean;
	/** A time limit that it has to keep: runs while nothing else makes it wait. */
	readonly alone?: boolean;
}

const at = new Date("2026-01-02T03:04:05.678Z");

const plain: Readonly<Record<string, Omit<Program, "name">>> = {
	"a chain, and a default": { entity: values.chain },
	"a diamond": { entity: values.diamond, inputs: { n: 3 } },
	"named outputs, and a constant": { entity: values.named, inputs: { n: -17 } },
	"a tuple of outputs": { entity: values.tuple, inputs: { n: 5 } },
	"no outputs, and an order": { entity: values.silent, inputs: { text: "first" } },
	"structs and their parts": { entity: values.attributes, inputs: { name: "ann" } },
	"an optional input that is given": { entity: values.optional, inputs: { n: 4 } },
	"an optional input that is left out": { entity: values.optional },
	"a union's integer": { entity: values.union, inputs: { v: 12 } },
	"a union's text": { entity: values.union, inputs: { v: "twelve" } },
	"an enum": { entity: values.colours, inputs: { colour: "red" } },
	"dates and durations": { entity: values.times, inputs: { at, by: duration("36h") } },
	"an integer beyond a number": { entity: values.large, inputs: { n: 2n ** 60n } },
	"lists and maps of outputs": { entity: values.nested, inputs: { n: 3 } },
	"sub-workflows": { entity: values.subWorkflows, inputs: { n: 3 } },
	"files and a folder": { entity: values.files, inputs: { text: "Grüße" } },
	"a dataset": { entity: values.dataset, inputs: { n: 3 } },
	"a pickle": { entity: values.pickled, inputs: { n: 3 } },
};

const failures: Readonly<Record<string, Omit<Program, "name">>> = {
	"a user's error, retries left": { entity: faults.refused, inputs: { why: "no" } },
	"a text that is thrown": { entity: faults.thrown },
	"an output of a wrong type": { entity: faults.lied },
	"recoverable, good the second time": { entity: faults.retried, inputs: { good: 1 } },
	"recoverable, more often than there are retries": { entity: faults.retried, inputs: { good: 9 } },
	"recoverable, then for good": { entity: faults.worsened },
	"a process that dies, good the third time": { entity: faults.died, inputs: { good: 2 } },
	"a process that dies each time": { entity: faults.died, inputs: { good: 99 } },
	"process.exit(0)": { entity: faults.left, inputs: { code: 0 } },
	"process.exit(3)": { entity: faults.left, inputs: { code: 3 } },
	"a promise that never settles": { entity: faults.vanished },
	"a promise that never settles, beyond its timeout": { entity: faults.vanishedInTime, alone: true },
	"a promise that never settles, and a timeout of its node": { entity: faults.vanishedEarly },
	"within its timeout": { entity: faults.withinTime, inputs: { seconds: 0 } },
	"beyond its timeout": { entity: faults.inTime, inputs: { seconds: 60 }, alone: true },
	"beyond its timeout, good the second time": { entity: faults.inTimeAgain, inputs: { seconds: 60 }, alone: true },
	"retries and a name by override": { entity: faults.overridden, inputs: { good: 4 } },
	interruptible: { entity: faults.interruptibles, inputs: { n: 3 } },
	"what comes after a failure": { entity: faults.stops, inputs: { why: "no" } },
	failAfterExecutableNodesComplete: { entity: faults.goesOn, inputs: { why: "no" } },
	"two failures": { entity: faults.twice, inputs: { why: "early" } },
	"a failure handler": { entity: faults.guarded, inputs: { why: "no" } },
	"a failure handler that fails": { entity: faults.guardedBadly, inputs: { why: "no" } },
	"a failure handler that is not needed": { entity: faults.unharmed, inputs: { why: "no" } },
	"a failure handler of a sub-workflow": { entity: faults.guardedPart, inputs: { why: "no" } },
	"a dynamic whose body fails": { entity: faults.bodyFails, inputs: { n: 2 } },
	"a dynamic whose node fails": { entity: faults.nodeFails, inputs: { why: "no" } },
	"a dynamic in a dynamic whose node fails": { entity: faults.innerFails, inputs: { why: "no" } },
	"a dynamic whose body is retried": { entity: faults.bodyRetried, inputs: { good: 1 } },
};

const shapes: Readonly<Record<string, Omit<Program, "name">>> = {
	"a conditional: if": { entity: graphs.bySize, inputs: { n: -1 } },
	"a conditional: elif": { entity: graphs.bySize, inputs: { n: 5 } },
	"a conditional: else, a sub-workflow": { entity: graphs.bySize, inputs: { n: 10 } },
	"elseFail, a case holds": { entity: graphs.known, inputs: { n: 1 } },
	"elseFail, no case holds": { entity: graphs.known, inputs: { n: 2 } },
	"conditionals in conditionals, inside": { entity: graphs.insideOut, inputs: { n: 5 } },
	"conditionals in conditionals, outside": { entity: graphs.insideOut, inputs: { n: 1 } },
	"and, or, isTrue": { entity: graphs.logic, inputs: { n: 101, word: "yes" } },
	"a case that fails": { entity: graphs.caseFails, inputs: { n: 6 } },
	"a conditional in a dynamic": { entity: graphs.branching, inputs: { n: 8 } },
	"an approval": { entity: graphs.approved, inputs: { n: 2 }, answers: { "parity-go": true } },
	"an approval turned down": { entity: graphs.approved, inputs: { n: 2 }, answers: { "parity-go": false } },
	"an input that is waited for, and a pause": { entity: graphs.asked, answers: { "parity-number": 12 } },
	"an input that never comes": {
		entity: graphs.unanswered,
		answers: { "parity-silence": () => new Promise(() => {}) },
	},
	"a dynamic of no node": { entity: graphs.listed, inputs: { n: 0 } },
	"a dynamic of some nodes": { entity: graphs.fan, inputs: { n: 4 } },
	"a dynamic that only adds nothing up": { entity: graphs.fan, inputs: { n: 0 } },
	"dynamics in a dynamic": { entity: graphs.nested, inputs: { n: 3 } },
	"a dynamic that is folded": { entity: graphs.folded, inputs: { n: 10 }, isFolded: true },
	"a dynamic that calls itself": { entity: graphs.recursive, inputs: { n: 4 } },
	"several outputs of a dynamic, some without a node": { entity: graphs.severalParts, inputs: { n: 2 } },
	"launch plans with defaults and fixed inputs": { entity: graphs.planned, inputs: { n: 1 } },
	"a launch plan that fails": { entity: graphs.planFails, inputs: { n: 1 } },
	"launch plans in a dynamic": { entity: graphs.dynamicPlans, inputs: { n: 2 } },
	"a cached task, the second time": { entity: graphs.cached, inputs: { key: "parity" }, times: 2 },
	"a cached task twice in one run": { entity: graphs.cachedInside, inputs: { key: "parity, inside" } },
};

const arrays: Readonly<Record<string, Omit<Program, "name">>> = {
	"a map": { entity: maps.plain, inputs: { values: [1, 2, 3] } },
	"a map over nothing": { entity: maps.plain, inputs: { values: [] } },
	"an element of a map's output, one at a time": { entity: maps.ofOutput, inputs: { values: [1, 2, 3] } },
	"a map with a bound input": { entity: maps.bound, inputs: { values: [1, 2], by: 5 } },
	"a map of several outputs": { entity: maps.several, inputs: { values: [7, 8] } },
	"a map over two lists": { entity: maps.pairs, inputs: { values: [1, 2] } },
	"a map without outputs": { entity: maps.noOutput, inputs: { values: [1, 2] } },
	"a map of which all must succeed": { entity: maps.allMust, inputs: { values: [2, 3, 4] } },
	"minSuccesses, enough": { entity: maps.twoMust, inputs: { values: [2, 3, 4] }, isPartial: true },
	"minSuccesses, too few": { entity: maps.twoMust, inputs: { values: [1, 3, 4] } },
	"minSuccesses, more than there are elements": { entity: maps.twoMust, inputs: { values: [2] } },
	"minSuccessRatio, enough": { entity: maps.halfMust, inputs: { values: [2, 3, 4, 5] }, isPartial: true },
	"minSuccessRatio, too few": { entity: maps.halfMust, inputs: { values: [1, 3, 4, 5] } },
	"minSuccessRatio, rounded": { entity: maps.mostMust, inputs: { values: [0, 2, 4, 6, 8, 10, 12, 14, 15, 17] } },
	"elements that are retried": { entity: maps.again, inputs: { values: [1, -2, 3] } },
	"an element whose retries do not do": { entity: maps.again, inputs: { values: [1, -20, 3] } },
	"elements with retries by override": { entity: maps.againAndAgain, inputs: { values: [1, -20] } },
	"a map in a dynamic": { entity: maps.inDynamic, inputs: { n: 3 } },
	"what comes after a map that fails": { entity: maps.stopsAfter, inputs: { values: [1, 2] } },
};

/** All of them. */
export const programs: readonly Program[] = Object.entries({ ...plain, ...failures, ...shapes, ...arrays }).map(
	([name, program]) => ({ name, ...program }),
);
