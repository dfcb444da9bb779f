import type { SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError } from "../../errors/index.js";
import type { LaunchPlanEntity, LaunchPlanOptions } from "../../graph/entities.js";
import type { InputVariable } from "../../interface/typed-interface.js";
import { type ConvertContext, type Literal, reviveConstant, toLiteral } from "../../types/index.js";
import { compareKeys } from "../codec/keys.js";
import { checkCount } from "../codec/range.js";
import { writeEntries, writeLiteral } from "../codec/write-literal.js";
import type { Writer } from "../codec/writer.js";
import { entityId, writeIdentifier } from "./identifier.js";
import { writeVariable } from "./interface.js";
import { writeRecord } from "./resources.js";
import { writeSecurityContext } from "./task.js";

/** flyteidl.core.WorkflowExecution.Phase, by position. */
export const PHASES = [
	"UNDEFINED",
	"QUEUED",
	"RUNNING",
	"SUCCEEDING",
	"SUCCEEDED",
	"FAILING",
	"FAILED",
	"ABORTED",
	"TIMED_OUT",
	"ABORTING",
] as const;
export const RATE_UNITS = ["minute", "hour", "day"] as const;

/** Content of a flyteidl.admin.LaunchPlan. */
export function writeLaunchPlan(w: Writer, plan: LaunchPlanEntity, settings: SerializationSettings): void {
	// The closure is the server's to fill; flytekit sends its two maps empty.
	const mark = w.size;
	w.close(3, mark);
	w.close(2, w.size);
	w.close(3, mark);
	const closureDone = w.size;
	writeSpec(w, plan, settings);
	w.close(2, closureDone);
	const id = w.size;
	writeIdentifier(w, entityId(plan, "launchPlan", settings));
	w.close(1, id);
}

function writeSpec(w: Writer, plan: LaunchPlanEntity, settings: SerializationSettings): void {
	const { options } = plan;
	const policy = w.size;
	if (options.concurrencyPolicy !== undefined) {
		writeConcurrency(w, options.concurrencyPolicy);
		w.close(24, policy);
	}
	if (options.overwriteCache === true) w.uint32(20, 1);
	if (options.maxParallelism !== undefined && options.maxParallelism !== 0) {
		checkCount(options.maxParallelism, "maxParallelism", 0x7fffffff);
		w.int32(18, options.maxParallelism);
	}
	const output = w.size;
	w.optionalString(1, options.rawOutputPrefix);
	w.close(17, output);
	const security = w.size;
	if (options.securityContext !== undefined) {
		writeSecurityContext(w, options.securityContext);
		w.close(10, security);
	}
	const role = w.size;
	if (options.authRole !== undefined) {
		w.optionalString(2, options.authRole.kubernetesServiceAccount);
		w.optionalString(1, options.authRole.assumableIamRole);
		w.close(9, role);
	}
	const annotations = w.size;
	writeRecord(w, 1, options.annotations ?? {});
	w.close(7, annotations);
	const labels = w.size;
	writeRecord(w, 1, options.labels ?? {});
	w.close(6, labels);
	const fixed = w.size;
	writeEntries(w, plan.fixedInputs);
	w.close(4, fixed);
	const defaults = w.size;
	writeParameters(w, plan);
	w.close(3, defaults);
	const metadata = w.size;
	writeNotifications(w, options.notifications ?? []);
	if (options.schedule !== undefined) writeSchedule(w, options.schedule);
	w.close(2, metadata);
	const id = w.size;
	writeIdentifier(w, entityId(plan.workflow, "workflow", settings));
	w.close(1, id);
}

/** A flyteidl.core.ParameterMap: an input is required, or has a default; a fixed one is not a parameter. */
function writeParameters(w: Writer, plan: LaunchPlanEntity): void {
	const names = [...plan.interface.inputs.keys()].filter((name) => !plan.fixedInputs.has(name)).sort(compareKeys);
	for (let i = names.length - 1; i >= 0; i--) {
		const name = names[i] as string;
		const input = plan.interface.inputs.get(name) as InputVariable;
		const entry = w.size;
		const value = plan.defaultInputs.get(name) ?? ownDefault(input, plan.name);
		if (value !== undefined) {
			writeLiteral(w, value);
			w.close(2, entry);
		} else w.uint32(3, 1);
		const variable = w.size;
		writeVariable(w, input);
		w.close(1, variable);
		w.close(2, entry);
		w.string(1, name);
		w.close(1, entry);
	}
}

/** The default that the workflow's own signature gives; left out of an optional input it is none, outside any union. */
function ownDefault(input: InputVariable, plan: string): Literal | undefined {
	const value = input.default === undefined ? undefined : reviveConstant(input.default);
	if (value === undefined || value === null) return input.optional ? { kind: "none" } : undefined;
	const literal = toLiteral(value, input.type, CONSTANTS_ONLY, `${plan} inputs.${input.name}`);
	if (literal instanceof Promise) throw noConstant();
	return literal;
}

/** A default is written in source, so that turning it into a literal stores nothing. */
const CONSTANTS_ONLY: ConvertContext = {
	get blobs(): never {
		throw noConstant();
	},
	get rawOutputPrefix(): never {
		throw noConstant();
	},
	get random(): never {
		throw noConstant();
	},
};

function noConstant(): FlyteError {
	return new FlyteError("WIRE_INTERNAL", "a default input needs a blob store, so it is no constant");
}

function writeSchedule(w: Writer, schedule: NonNullable<LaunchPlanOptions["schedule"]>): void {
	const mark = w.size;
	if (schedule.kind === "cron") {
		w.optionalString(2, schedule.offset);
		w.optionalString(1, schedule.expression);
		w.close(4, mark);
	}
	w.optionalString(3, schedule.kickoffTimeArg);
	const rate = w.size;
	if (schedule.kind === "rate") {
		const unit = RATE_UNITS.indexOf(schedule.unit);
		if (unit > 0) w.uint32(2, unit);
		checkCount(schedule.value, "a schedule's rate");
		if (schedule.value > 0) w.uint32(1, schedule.value);
		w.close(2, rate);
	}
	w.close(1, mark);
}

const NOTIFICATION_FIELDS = { email: 2, pagerDuty: 3, slack: 4 } as const;

function writeNotifications(w: Writer, notifications: NonNullable<LaunchPlanOptions["notifications"]>): void {
	for (let i = notifications.length - 1; i >= 0; i--) {
		const { kind, phases, recipients } = notifications[i] as (typeof notifications)[number];
		const mark = w.size;
		for (let r = recipients.length - 1; r >= 0; r--) w.string(1, recipients[r] as string);
		w.close(NOTIFICATION_FIELDS[kind], mark);
		const packed = w.size;
		for (let p = phases.length - 1; p >= 0; p--) w.varint(phaseNumber(phases[p] as string));
		if (phases.length > 0) w.close(1, packed);
		w.close(2, mark);
	}
}

/** Takes `TIMED_OUT` and `timedOut`. */
function phaseNumber(phase: string): number {
	const name = phase.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
	const index = (PHASES as readonly string[]).indexOf(name);
	if (index < 0) {
		throw new FlyteError("WIRE_UNSUPPORTED", `"${phase}" is not a phase of an execution`, {
			wayOut: `one of ${PHASES.slice(1).join(", ")}`,
		});
	}
	return index;
}

function writeConcurrency(w: Writer, policy: NonNullable<LaunchPlanOptions["concurrencyPolicy"]>): void {
	if (policy.behavior !== "skip") {
		throw new FlyteError("WIRE_UNSUPPORTED", `concurrency behaviour "${policy.behavior}" is not in flyteidl 1.16`, {
			wayOut: 'use "skip"',
		});
	}
	checkCount(policy.max, "concurrencyPolicy.max", 0x7fffffff);
	w.uint32(2, 1);
	if (policy.max > 0) w.int32(1, policy.max);
}
