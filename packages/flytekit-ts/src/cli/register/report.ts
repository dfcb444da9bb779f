import { WORDS } from "../../remote/words.js";
import type { Sink } from "../io.js";
import { painter } from "../output/paint.js";
import type { PreparedRegistration } from "./prepare-registration.js";
import type { RegistrationReport } from "./register-prepared.js";

/** What was, or would be, registered, a line for each entity. */
export function reportText(report: RegistrationReport, dryRun: boolean, sink: Pick<Sink, "color">): string {
	const paint = painter(sink);
	const { entities, settings } = report;
	const paints = { new: paint.green, changed: paint.yellow, same: paint.dim } as const;
	const kinds = Math.max(...entities.map(({ id }) => WORDS[id.resourceType].length));
	const names = Math.max(...entities.map(({ id }) => id.name.length));
	const lines = entities.map(({ id, state, previous, activated }) => {
		const notes = [previous === undefined ? "" : `was ${previous}`, activated ? "active" : ""].filter(
			(note) => note !== "",
		);
		const kind = WORDS[id.resourceType].padEnd(kinds);
		return `  ${paints[state](state.padEnd(7))}  ${kind}  ${id.name.padEnd(names)}  ${paint.dim(notes.join(", "))}`.trimEnd();
	});
	const count = (state: string) => entities.filter((entity) => entity.state === state).length;
	const counts = ["new", "changed", "same"].map((state) => `${count(state)} ${state}`).join(", ");
	const { project, domain, version } = settings;
	const done = dryRun ? "nothing registered (--dry-run)" : "registered";
	return `${lines.join("\n")}\n${done} in ${project}:${domain}, version ${paint.bold(version)}: ${counts}\n`;
}

/** The same as JSON. */
export function reportJson(report: RegistrationReport, prepared: PreparedRegistration, dryRun: boolean): object {
	const { entities, settings, location } = report;
	const { archive, code } = prepared;
	return {
		project: settings.project,
		domain: settings.domain,
		version: settings.version,
		dryRun,
		entities: entities.map(({ id, state, previous, activated }) => ({
			kind: id.resourceType,
			name: id.name,
			state,
			previous: previous ?? null,
			activated,
		})),
		code:
			archive === undefined
				? null
				: {
						location: location ?? null,
						digest: archive.digest,
						bytes: archive.bytes.length,
						files: code.files.map(({ path }) => path),
					},
	};
}
