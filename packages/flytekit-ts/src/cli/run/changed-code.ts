import { type CodeVersions, versionsByName } from "../../loader/code-versions.js";
import type { Program } from "../program.js";

/** Entities whose code is not what it was when a run began, by full name. */
export interface CodeChanges {
	readonly changed: readonly string[];
	readonly added: readonly string[];
	readonly removed: readonly string[];
}

const SHOWN = 10;

/** Compares the versions that a run has noted with those of the program as it is now. */
export function changedCode(
	before: ReadonlyMap<string, string>,
	program: Program,
	versions: CodeVersions,
): CodeChanges {
	const now = versionsByName(program.files, versions);
	const names = [...now.keys()];
	return {
		changed: names.filter((name) => before.has(name) && before.get(name) !== now.get(name)),
		added: names.filter((name) => !before.has(name)),
		removed: [...before.keys()].filter((name) => !now.has(name)),
	};
}

/** Lines that name what changed; none when nothing did. */
export function changeText({ changed, added, removed }: CodeChanges): string[] {
	const line = (names: readonly string[], what: string) => {
		if (names.length === 0) return [];
		const more = names.length > SHOWN ? `, and ${names.length - SHOWN} more` : "";
		return [`${what}: ${names.slice(0, SHOWN).join(", ")}${more}`];
	};
	return [
		...line(changed, "changed since, so its calls run again"),
		...line(added, "new since"),
		...line(removed, "gone since"),
	];
}
