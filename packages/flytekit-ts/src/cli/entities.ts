import { type CallableEntity, isEntity } from "../authoring/callable.js";
import { didYouMean } from "../errors/did-you-mean.js";
import { FlyteError } from "../errors/index.js";
import type { Entity } from "../graph/entities.js";
import type { EntitySite } from "../interface/detected.js";
import type { LoadedModule } from "../loader/index.js";

/** An export that can be run, listed or serialised. */
export type NamedEntity = CallableEntity & Entity;

/** The entities that a file exports, by export name, in the file's (that is, the namespace's) order. */
export function entitiesOf(module: Pick<LoadedModule, "namespace">): Map<string, NamedEntity> {
	const found = new Map<string, NamedEntity>();
	for (const [name, value] of Object.entries(module.namespace)) if (isEntity(value)) found.set(name, value);
	return found;
}

/** Whether a call in the source is an entity for people: gates, and maps that a body makes, are parts of the graph around them. */
export function isListed({ kind, exportName, problems }: EntitySite): boolean {
	return kind !== "gate" && (kind !== "mapTask" || exportName !== undefined || problems.length > 0);
}

/** The entity that a user named, by its export or its full name. Throws CLI_UNKNOWN_ENTITY and CLI_NOT_RUNNABLE. */
export function entityNamed(name: string, module: LoadedModule, shownFile: string): NamedEntity {
	const entities = entitiesOf(module);
	const found = entities.get(name) ?? [...entities.values()].find((entity) => entity.name === name);
	if (found !== undefined) return found;
	const names = [...entities.keys()];
	const all = names.length === 0 ? noEntities : `it exports ${names.join(", ")}`;
	if (Object.hasOwn(module.namespace, name)) {
		const kind = describeExport(module.namespace[name]);
		throw new FlyteError(
			"CLI_NOT_RUNNABLE",
			`the export ${JSON.stringify(name)} of ${shownFile} is ${kind}, not a task or workflow`,
			{
				wayOut: kind === "a function" ? `wrap it: export const ${name} = task(...); ${all}` : all,
			},
		);
	}
	const near = didYouMean(name, names);
	throw new FlyteError("CLI_UNKNOWN_ENTITY", `${shownFile} has no export ${JSON.stringify(name)}`, {
		wayOut: near === undefined ? all : `${near} ${all}`,
	});
}

/** What the engine runs for a call of it: itself, or a workflow around a map. */
export function runnableOf(entity: NamedEntity): Entity {
	return (entity as unknown as { runnable(): Entity }).runnable();
}

/** What to say of a file without entities. */
export const noEntities = "it exports no tasks or workflows: export them, as in `export const hello = task(...)`";

function describeExport(value: unknown): string {
	if (typeof value === "function") return "a function";
	if (value === null) return "null";
	return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
