import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { DetectionProblem, EntityKind, EntitySite } from "../interface/detected.js";
import { moduleOf } from "../interface/provider.js";
import type { Program } from "./program.js";

/** What has code of its own, which a container looks for by name. Maps, launch plans and references may be made anywhere. */
const NAMED: ReadonlySet<EntityKind> = new Set(["task", "dynamic", "workflow", "eager"]);

/** Entities of a program that can be called here but not registered: not exported, nested, an anonymous default export. */
export function nameless({ files, root }: Pick<Program, "files" | "root">): DetectionProblem[] {
	const sites = files.flatMap((file) => moduleOf(file)?.sites ?? []);
	return sites.flatMap((site) =>
		site.unregistrable === undefined || !NAMED.has(site.kind) || isNamedElsewhere(site, root)
			? []
			: [site.unregistrable],
	);
}

/**
 * Whether others may give it a name: a function gives it back, and its caller exports it, or it is handed to a call, whose
 * resolver may know it.
 */
function isNamedElsewhere({ location, unregistrable }: EntitySite, root: string): boolean {
	if (unregistrable?.code !== "INTERFACE_NESTED") return false;
	if (!unregistrable.message.includes("inside a function")) return true;
	const lines = readFileSync(resolve(root, location.file), "utf8")
		.split(/\r\n|\n|\r/)
		.slice(0, location.line);
	const last = lines.pop() ?? "";
	// what is given back: the entity, or a call that takes it, such as a store's `add`
	return /(=>|\breturn)\s*(?:[\w$.]*[.(]\s*)?$/.test(
		[...lines.slice(-3), last.slice(0, location.column - 1)].join("\n"),
	);
}
