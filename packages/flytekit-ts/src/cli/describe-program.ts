import { shapeOf, shapeText } from "../engine/journal/graph-shape.js";
import { planOf } from "../engine/plan.js";
import { nodeKind, nodeName } from "../engine/start.js";
import type { WorkflowEntity } from "../graph/entities.js";
import type { Described } from "../server/programs/programs.js";
import type { EntityView, GraphView } from "../server/view-model.js";
import { describeType, reviveConstant } from "../types/index.js";
import { compileGraphs } from "./compile-graphs.js";
import { entitiesOf, type NamedEntity, runnableOf } from "./entities.js";
import { inputFlags, isRequired } from "./inputs/entity-flags.js";
import type { Io } from "./io.js";
import { toJson } from "./output/result-json.js";
import { signatureOf } from "./output/signature.js";
import { openProgram, type Program } from "./program.js";
import { quietConsole } from "./quiet-console.js";
import { refuseStaticProblems } from "./static-problems.js";

/** Nodes of one entity's graphs that are told at most: it is a picture of the program, not of a run. */
const MAX_NODES = 20_000;

/** What the page shows of a program: its entities with forms and graphs. Throws what `tsflyte run` would throw before it runs anything. */
export async function describeProgram(file: string, io: Io): Promise<Described> {
	const program = await openProgram(file, io);
	refuseStaticProblems(program, io.cwd);
	quietConsole();
	const module = await program.load();
	const entities = [...entitiesOf(module)].map(([name, entity]) => describeEntity(name, entity, program));
	return { files: program.files, entities };
}

function describeEntity(name: string, entity: NamedEntity, program: Program): EntityView {
	const runnable = runnableOf(entity);
	const { interface: iface } = runnable;
	const description = entity.docs?.shortDescription;
	return {
		name,
		fullName: entity.name,
		kind: entity.entityKind === "task" && entity.isDynamic ? "dynamic" : entity.entityKind,
		signature: signatureOf(iface),
		...(description === undefined || description === "" ? {} : { description }),
		...(entity.location === undefined ? {} : { line: entity.location.line }),
		inputs: inputFlags(iface).map(({ input, name: flag }) => ({
			name: input.name,
			type: input.type,
			typeText: describeType(input.type),
			required: isRequired(input),
			flag,
			...(input.default === undefined ? {} : { default: toJson(reviveConstant(input.default), input.type) }),
			...(input.description === undefined ? {} : { description: input.description }),
		})),
		outputs: [...iface.outputs.values()].map(({ name, type, description }) => ({
			name,
			typeText: describeType(type),
			...(description === undefined ? {} : { description }),
		})),
		graphs:
			runnable.entityKind === "workflow" && !runnable.isReference
				? compileGraphs(program, name, () => graphsOf(runnable, lastPart(runnable.name)))
				: [],
	};
}

/** The graph of a workflow and those of the workflows that it calls, by the paths that a run of it would have. */
function graphsOf(workflow: WorkflowEntity, path: string): GraphView[] {
	const found: GraphView[] = [];
	const waiting: [WorkflowEntity, string][] = [[workflow, path]];
	let left = MAX_NODES;
	for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
		const [one, at] = next;
		const graph = one.toGraph();
		left -= graph.nodes.length;
		if (left < 0) break;
		const shape = shapeOf(shapeText(graph, planOf(graph), nodeKind, nodeName));
		found.push({ path: at, name: graph.name, nodes: shape?.nodes ?? [] });
		for (const { id, target } of graph.nodes) {
			if (target.kind === "workflow" && !target.workflow.isReference) waiting.push([target.workflow, `${at}/${id}`]);
			else if (target.kind === "launchPlan" && !target.launchPlan.isReference) {
				waiting.push([target.launchPlan.workflow, `${at}/${id}`]);
			}
		}
	}
	return found;
}

const lastPart = (name: string) => name.slice(name.lastIndexOf(".") + 1);
