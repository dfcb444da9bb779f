import { graphsOf } from "../server/programs/graphs-of.js";
import type { Described } from "../server/programs/programs.js";
import type { EntityView } from "../server/view-model.js";
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

const lastPart = (name: string) => name.slice(name.lastIndexOf(".") + 1);
