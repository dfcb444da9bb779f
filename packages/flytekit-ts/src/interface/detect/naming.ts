import type { DetectionProblem, EntityKind } from "../detected.js";
import type { Binding } from "./bindings.js";
import { callPosition, type EntityCall } from "./calls.js";
import type { CheckedProgram } from "./checker.js";
import { type ProblemSink, problemAt } from "./refusal.js";

/** One entity, one name: a second export of the same entity is refused where it stands. */
export function checkBinding(binding: Binding, sink: ProblemSink): void {
	if (binding.kind !== "exported") return;
	const [first, ...more] = binding.names;
	for (const second of more) {
		if (first === undefined || second.name === first.name) continue;
		sink.add(
			{
				code: "INTERFACE_TWO_EXPORTS",
				text: `it is exported as "${first.name}" and again as "${second.name}"; its name must be one`,
				wayOut: `export it once, and import it under another name where that is wanted: \`import { ${first.name} as ${second.name} }\``,
			},
			second.node,
		);
	}
}

/**
 * Why an entity can be called here but not registered: a container looks for the export that the name says. Undefined for
 * an exported one.
 */
export function unregistrable(
	program: CheckedProgram,
	call: EntityCall,
	binding: Binding,
	subject: string,
): DetectionProblem | undefined {
	const node = callPosition(call);
	switch (binding.kind) {
		case "exported":
			return undefined;
		case "local":
			return problemAt(program, node, {
				code: "INTERFACE_NOT_EXPORTED",
				text: `${subject}: it is not exported, so a container could not find it`,
				wayOut: `export it: \`export const ${binding.local} = ...\``,
			});
		case "anonymousDefault":
			return problemAt(program, node, {
				code: "INTERFACE_ANONYMOUS_DEFAULT",
				text: `${subject}: an anonymous default export has no name of its own`,
				wayOut: "give it one: `export const NAME = ...`; a default export may stand beside it",
			});
		case "nested":
			return problemAt(program, node, {
				code: "INTERFACE_NESTED",
				text: `${subject}: it is made inside ${binding.what}, so a container could not find it`,
				wayOut: "bind it to a name of its own at the top of the module: `export const NAME = ...`",
			});
	}
}

/** How messages call an entity: `task "train"`. */
export function subjectOf(kind: EntityKind, binding: Binding): string {
	const word = kind === "other" ? "entity" : kind;
	if (binding.kind === "exported") return `${word} "${binding.names[0]?.name ?? binding.local}"`;
	return binding.kind === "local" ? `${word} "${binding.local}"` : word;
}
