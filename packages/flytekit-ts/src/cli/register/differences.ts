import type { Json } from "../../types/literal-type.js";
import { protoJson } from "../../wire/json.js";
import type { SerializedEntity } from "../../wire/serialized-entities.js";

const SHOWN = 3;
const VALUE_LENGTH = 60;
/** Characters that are the same, before those that are not. */
const LEAD = 12;

/**
 * In which parts an entity differs from the one that a deployment keeps, the first few: `container.image: "a" there, "b" here`. What the
 * deployment's compiler adds to a workflow does not count.
 *
 * @param kept flyteidl.core.TaskTemplate, core.WorkflowTemplate or admin.LaunchPlanSpec
 */
export function differences({ id, spec }: SerializedEntity, kept: Uint8Array): readonly string[] {
	const [here, there] = bothAsJson(id.resourceType, spec, kept);
	const found: string[] = [];
	compare(here, there, "", found);
	return found.slice(0, SHOWN);
}

function bothAsJson(kind: string, spec: Uint8Array, kept: Uint8Array): readonly [Json, Json] {
	switch (kind) {
		case "task":
			return [
				part(protoJson("flyteidl.admin.TaskSpec", spec), "template"),
				protoJson("flyteidl.core.TaskTemplate", kept),
			];
		case "workflow":
			return [
				asWritten(part(protoJson("flyteidl.admin.WorkflowSpec", spec), "template")),
				asWritten(protoJson("flyteidl.core.WorkflowTemplate", kept)),
			];
		default:
			return [
				part(protoJson("flyteidl.admin.LaunchPlan", spec), "spec"),
				protoJson("flyteidl.admin.LaunchPlanSpec", kept),
			];
	}
}

/** A workflow without the nodes and edges that compiling adds. */
function asWritten(template: Json): Json {
	if (!isObject(template)) return template;
	const { nodes } = template;
	if (!Array.isArray(nodes)) return template;
	const own = nodes.filter((node) => isObject(node) && node.id !== "start-node" && node.id !== "end-node");
	return { ...template, nodes: own.map(withoutEdges) };
}

function withoutEdges(node: Json): Json {
	if (!isObject(node)) return node;
	const { upstreamNodeIds: _, ...rest } = node;
	return rest;
}

function compare(here: Json, there: Json, path: string, found: string[]): void {
	if (found.length >= SHOWN || here === there) return;
	if (Array.isArray(here) && Array.isArray(there) && here.length === there.length) {
		for (const [i, item] of here.entries()) compare(item, there[i] as Json, `${path}[${i}]`, found);
		return;
	}
	if (isObject(here) && isObject(there)) {
		for (const key of new Set([...Object.keys(here), ...Object.keys(there)])) {
			const step = path === "" ? key : `${path}.${key}`;
			compare(own(here, key), own(there, key), step, found);
		}
		return;
	}
	if (isEmpty(here) && isEmpty(there)) return;
	const [a, b] = shown(there, here);
	found.push(`${path} is ${a} there, ${b} here`);
}

/** Not set and set to nothing are one in protobuf. */
function isEmpty(value: Json): boolean {
	if (Array.isArray(value)) return value.length === 0;
	if (isObject(value)) return Object.values(value).every(isEmpty);
	return value === null || value === "" || value === false || value === 0 || value === "0";
}

/** Both as texts; of long ones the part around the first place where they differ. */
function shown(there: Json, here: Json): readonly [string, string] {
	const texts = [there, here].map((value) => (isEmpty(value) ? "nothing" : JSON.stringify(value)));
	const [a = "", b = ""] = texts;
	let same = 0;
	while (same < a.length && a[same] === b[same]) same++;
	const from = Math.max(a.length, b.length) <= VALUE_LENGTH ? 0 : Math.max(0, same - LEAD);
	const cut = (text: string) =>
		`${from === 0 ? "" : "..."}${text.slice(from, from + VALUE_LENGTH)}${text.length > from + VALUE_LENGTH ? "..." : ""}`;
	return [cut(a), cut(b)];
}

function part(message: Json, name: string): Json {
	return isObject(message) ? own(message, name) : null;
}

function own(message: { readonly [key: string]: Json }, key: string): Json {
	return Object.hasOwn(message, key) ? (message[key] as Json) : null;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
