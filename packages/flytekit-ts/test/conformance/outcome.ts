import { protoJson } from "../../src/wire/json.js";
import { compare, describe } from "./compare.js";
import type { Golden } from "./corpus.js";
import { DEFECTS, type Defect } from "./defects.js";
import { type Made, type Modules, madeBy } from "./twins.js";

/** How our twin of a golden compares. */
export interface Outcome {
	readonly id: string;
	readonly matched: boolean;
	/** What differs, or what went wrong; empty when matched. */
	readonly why: string;
	/** Set when the golden holds a defect of flytekit's: ours was compared with our own value. */
	readonly defect?: Pick<Defect, "reason">;
}

/** Makes the twin's message and compares it: with flytekit's, or with our own value where flytekit's is a defect. */
export async function outcomeOf(golden: Golden, modules: Modules): Promise<Outcome> {
	const { id } = golden;
	const defect = DEFECTS.get(id);
	try {
		if (defect !== undefined) {
			const problem = await defect.check(() => made(golden, modules), golden, modules);
			return { id, matched: problem === "", why: problem, defect };
		}
		if (golden.kind === "error") return refusal(golden, modules);
		const mismatches = compare(flytekitJson(golden), await made(golden, modules));
		return { id, matched: mismatches.length === 0, why: describe(mismatches) };
	} catch (error) {
		return { id, matched: false, why: error instanceof Error ? error.message : String(error) };
	}
}

/** flytekit's message as our own protobuf JSON prints it, so that both sides are printed by one hand. */
export function flytekitJson(golden: Golden): unknown {
	return protoJson(messageOf(golden), golden.bytes);
}

async function made(golden: Golden, modules: Modules): Promise<unknown> {
	const { message, bytes }: Made = await madeBy(golden, modules);
	if (golden.kind === "message" && message !== messageOf(golden)) {
		throw new Error(`flytekit gave a ${messageOf(golden)}, ours is a ${message}`);
	}
	return protoJson(message, bytes);
}

/** Where flytekit refuses, ours must refuse as well; how is told in words of our own, which tests of their own check. */
async function refusal(golden: Golden, modules: Modules): Promise<Outcome> {
	const { id } = golden;
	try {
		await madeBy(golden, modules);
	} catch (error) {
		const text = error instanceof Error ? error.message : String(error);
		return text.startsWith("no twin") ? { id, matched: false, why: text } : { id, matched: true, why: "" };
	}
	return {
		id,
		matched: false,
		why: `flytekit refuses it (${(golden.json as { message: string }).message}), ours does not`,
	};
}

function messageOf({ group, name, json }: Golden): string {
	const fields = json as Record<string, unknown>;
	if (group === "launchplans") return "flyteidl.admin.LaunchPlan";
	if (name.includes("__run_")) return "literals" in fields ? "flyteidl.core.LiteralMap" : runMessage(fields);
	const template = fields.template as Record<string, unknown> | undefined;
	if (template === undefined) return "flyteidl.core.Container";
	return "type" in template ? "flyteidl.admin.TaskSpec" : "flyteidl.admin.WorkflowSpec";
}

/** A literal map without literals prints as nothing at all. */
function runMessage(fields: Record<string, unknown>): string {
	return Object.keys(fields).length === 0 ? "flyteidl.core.LiteralMap" : "flyteidl.core.DynamicJobSpec";
}
