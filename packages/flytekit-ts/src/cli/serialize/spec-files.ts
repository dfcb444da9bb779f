import type { SerializedEntity } from "../../wire/serialized-entities.js";

/** Last part of a file's name, which tells flytectl what is in it. */
const KIND_DIGITS = { task: 1, workflow: 2, launchPlan: 3 } as const;

/**
 * Entities as the files that flytectl registers: `INDEX_NAME_1.pb` for tasks, `_2.pb` for workflows, `_3.pb` for launch plans. It takes them in the
 * order of their names, which is theirs here.
 */
export function specFiles(items: readonly SerializedEntity[]): [name: string, bytes: Uint8Array][] {
	const digits = String(Math.max(0, items.length - 1)).length;
	return items.map(({ entity, spec }, index) => [
		`${String(index).padStart(digits, "0")}_${entity.name.replace(/[/\\]/g, "_")}_${KIND_DIGITS[entity.entityKind]}.pb`,
		spec,
	]);
}
