import type { Identifier } from "../../config/identifier.js";
import { describeThrown, FlyteError, isFlyteError } from "../../errors/index.js";
import { WORDS } from "../../remote/words.js";

const SHOWN = 10;

/** The version is there with other content. `said`: which parts differ, as far as that can be seen. */
export function conflict(
	conflicts: readonly { readonly id: Identifier; readonly said: readonly string[] }[],
	endpoint: string,
): FlyteError {
	const lines = conflicts
		.slice(0, SHOWN)
		.map(
			({ id, said }) => `\n  ${WORDS[id.resourceType]} ${id.name}${said.length === 0 ? "" : `: ${said.join("; ")}`}`,
		);
	if (conflicts.length > SHOWN) lines.push(`\n  and ${conflicts.length - SHOWN} more`);
	const { project, domain, version } = (conflicts[0] as { id: Identifier }).id;
	return new FlyteError(
		"REGISTER_CONFLICT",
		`version ${version} is registered in ${project}:${domain} of ${endpoint} already, with other content; nothing was registered${lines.join("")}`,
		{ wayOut: "give another --version, or none: then it is made of the content, and changes with it" },
	);
}

/** The deployment refused one after others were created. */
export function interrupted(
	error: unknown,
	id: Identifier,
	created: readonly Identifier[],
	endpoint: string,
): FlyteError {
	const names = created.slice(-SHOWN).map(({ name }) => name);
	const more = created.length - names.length;
	return new FlyteError(
		"REGISTER_INTERRUPTED",
		`${endpoint} did not take ${WORDS[id.resourceType]} ${id.name}: ${isFlyteError(error) ? error.summary : describeThrown(error).message}`,
		{
			entity: id.name,
			wayOut: `registered of version ${id.version} are ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}; mend the cause and register again: what is there is kept`,
			cause: error,
		},
	);
}
