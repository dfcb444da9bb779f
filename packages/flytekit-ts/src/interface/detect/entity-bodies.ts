import { FileBindings } from "./bindings.js";
import { type BodyFunction, bodyOf, callsOf, type EntityCall } from "./calls.js";
import type { CheckedProgram } from "./checker.js";
import { type EntityType, EntityTypes } from "./known-types.js";
import { subjectOf } from "./naming.js";

/** A call that makes an entity, with the body that it is given. */
export interface EntityBody {
	readonly call: EntityCall;
	readonly kind: EntityType["kind"];
	readonly body: BodyFunction;
	/** How messages call the entity. */
	readonly subject: string;
}

/** The entities of a file that have a body, in source order. */
export function entityBodies(program: CheckedProgram, file: string): readonly EntityBody[] {
	const source = program.sourceFile(file);
	if (source === undefined) return [];
	const calls = callsOf(source);
	if (calls.length === 0) return [];
	const types = program.checker.getTypeAtLocation(calls);
	const entities = new EntityTypes(program);
	const bindings = new FileBindings(source);
	return calls.flatMap((call, i) => {
		const entity = entities.of(types[i]);
		const body = entity === undefined ? undefined : bodyOf(program, call);
		if (entity === undefined || body === undefined) return [];
		return [{ call, kind: entity.kind, body, subject: subjectOf(entity.kind, bindings.of(call)) }];
	});
}
