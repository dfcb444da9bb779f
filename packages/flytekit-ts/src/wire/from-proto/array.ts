import type { Identifier } from "../../config/identifier.js";
import { CHUNK_CONFIG } from "../../graph/chunks.js";
import type { TaskEntity } from "../../graph/entities.js";
import type { ArrayTarget, NodeMetadata, NodeOverrides } from "../../graph/graph.js";
import { listInterface } from "../../graph/list-interface.js";
import { mappedName } from "../../graph/shown-name.js";
import type { TaskTemplate } from "../../graph/task-template.js";
import type { InputVariable, TypedInterface, Variable } from "../../interface/typed-interface.js";
import { guessNativeType } from "../../types/index.js";
import type { LiteralType } from "../../types/literal-type.js";
import type { ArrayNode } from "../gen/flyteidl/core/workflow.js";
import { type Library, taskEntity } from "./library.js";
import { maybe } from "./values.js";

/** What an array node's inner node says. */
interface Element {
	readonly name: string;
	readonly metadata: NodeMetadata;
	readonly overrides?: NodeOverrides;
	readonly task?: Identifier;
	readonly plan?: Identifier;
}

/** The target of an array node: over a launch plan, over a registered task, or over a list-typed twin of a task. */
export function arrayTarget(message: ArrayNode, element: Element, library: Library): ArrayTarget {
	const { successCriteria: success } = message;
	const common = {
		kind: "array",
		name: element.name,
		bound: message.boundInputs,
		elementMetadata: element.metadata,
		...maybe("elementOverrides", element.overrides),
		...maybe("parallelism", message.parallelismOption?.value),
		...(success?.$case === "minSuccesses" ? { minSuccesses: success.value } : {}),
		...(success?.$case === "minSuccessRatio" ? { minSuccessRatio: success.value } : {}),
	} as const;
	const partial = success !== undefined && (success.$case === "minSuccesses" || success.value < 1);
	if (element.task === undefined) {
		const plan = library.launchPlan(element.plan as Identifier);
		return { ...common, element: plan, interface: listInterface(plan.interface, message.boundInputs) };
	}
	if (message.isOriginalSubNodeInterface === true) {
		const task = library.task(element.task);
		return { ...common, element: task, interface: listInterface(task.interface, message.boundInputs) };
	}
	return { ...common, ...twin(element.task, message.boundInputs, partial, library) };
}

/** Of a twin whose template is not here. */
const UNKNOWN: TypedInterface = { inputs: new Map(), outputs: new Map(), outputShape: "none" };

function twin(id: Identifier, bound: readonly string[], partial: boolean, library: Library) {
	const template = library.template(id);
	const chunk = Number(template?.config?.get(CHUNK_CONFIG) ?? "0");
	const found = library.options.findElement?.(id, template);
	const face = template?.interface ?? listInterface(found?.interface ?? UNKNOWN, bound);
	return {
		id,
		element: found ?? elementTask(id, template, bound, partial, chunk > 0 ? 2 : 1),
		interface: face,
		...(chunk > 0 ? { chunk } : {}),
		...(template === undefined ? {} : { toTemplate: () => template }),
	};
}

/** The element as far as its list-typed twin tells: its interface, and its name by that of the twin. */
function elementTask(
	id: Identifier,
	template: TaskTemplate | undefined,
	bound: readonly string[],
	partial: boolean,
	lists: number,
): TaskEntity {
	const name = mappedName(id.name) ?? id.name;
	if (template === undefined) return { ...taskEntity(id, undefined), name };
	const { inputs, outputs, outputShape } = template.interface;
	const item = (variable: Variable, mayFail: boolean) => {
		const inner = lists === 1 ? variable : { ...variable, ...itemOf(variable, false) };
		return itemOf(inner, mayFail);
	};
	const face: TypedInterface = {
		inputs: mapValues(inputs, (v): InputVariable => (bound.includes(v.name) ? v : { ...v, ...item(v, false) })),
		outputs: mapValues(outputs, (v): Variable => ({ ...v, ...item(v, partial) })),
		outputShape,
	};
	return { ...taskEntity(id, { ...template, interface: face }), name };
}

function itemOf(variable: Variable, partial: boolean): Pick<Variable, "type" | "literalType"> {
	const { literalType } = variable;
	if (literalType.kind !== "collection") return variable;
	const item = partial ? withoutNone(literalType.element) : literalType.element;
	return { literalType: item, type: guessNativeType(item) };
}

/** Where elements may fail, the twin's output is `(T | none)[]`. */
function withoutNone(type: LiteralType): LiteralType {
	if (type.kind !== "union") return type;
	const others = type.variants.filter((v) => v.kind !== "simple" || v.simple !== "none");
	const [only] = others;
	if (others.length !== 1 || only === undefined) return type;
	const { tag: _, ...structure } = only.structure ?? {};
	const { structure: __, ...bare } = only;
	return Object.keys(structure).length === 0 ? (bare as LiteralType) : { ...only, structure };
}

function mapValues<V, R>(map: ReadonlyMap<string, V>, change: (value: V) => R): Map<string, R> {
	return new Map([...map].map(([key, value]) => [key, change(value)]));
}
