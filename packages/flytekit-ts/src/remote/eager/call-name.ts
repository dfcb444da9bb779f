import type { Identifier } from "../../config/identifier.js";
import { dnsName } from "../../graph/node-name.js";
import type { Literal, LiteralMap } from "../../types/literal.js";
import { digest, encodeLiteralMap } from "../../wire/index.js";

/** Lengths of a name's parts: flytekit's. */
const SHORT = 8;
const OF_EXECUTION = 5;
const OF_HASH = 16;

/**
 * Which call of an eager task this is, the same in each attempt: what is called with which inputs. Not the order of calls, which
 * may change from attempt to attempt where calls run at the same time. A file that the attempt uploaded has another place each
 * time, below `ownPrefix`: it counts by its type alone.
 */
export function callKey(callee: Identifier, inputs: LiteralMap, ownPrefix: string): string {
	const { resourceType, project, domain, name, version } = callee;
	const literals = new Map(
		[...inputs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, placeless(v, ownPrefix)]),
	);
	const parts = [resourceType, project, domain, name, version, digest(encodeLiteralMap(literals))];
	return parts.map((part) => `${part.length}:${part}`).join("");
}

/** Where in Flyte an eager task runs. */
export interface EagerPlace {
	/** The eager task's name. */
	readonly task: string;
	/** The execution that it is part of. */
	readonly execution: string;
	/** Names its node, whichever attempt it is. */
	readonly node: string;
}

/**
 * The name of the execution that a call starts: `e-<task>-<execution>-<callee>-<hash>`, as flytekit's look, which only eager's own
 * calls have. The same call has the same name in each attempt, so that nothing is started twice.
 *
 * @param repeat how many calls with the same key came before it
 * @param round how often the call was started anew because the eager task itself had failed
 */
export function executionName(place: EagerPlace, callee: string, key: string, repeat: number, round: number): string {
	const { task, execution, node } = place;
	const hash = digest(new TextEncoder().encode(`${execution} ${node} ${key} ${repeat} ${round}`));
	const hex = Buffer.from(hash, "base64url").toString("hex").slice(0, OF_HASH);
	const short = (name: string) => dnsName(name.slice(name.lastIndexOf(".") + 1).slice(0, SHORT)) || "x";
	return `e-${short(task)}-${execution.slice(0, OF_EXECUTION)}-${short(callee)}-${hex}`;
}

function placeless(literal: Literal, prefix: string): Literal {
	switch (literal.kind) {
		case "blob":
		case "structuredDataset":
		case "schema":
		case "offloaded":
			if (literal.hash !== undefined) return { kind: "string", value: literal.hash };
			return literal.uri.startsWith(prefix) ? { ...literal, uri: "" } : literal;
		case "collection":
			return { ...literal, items: literal.items.map((item) => placeless(item, prefix)) };
		case "map":
			return {
				...literal,
				entries: new Map([...literal.entries].map(([key, item]) => [key, placeless(item, prefix)])),
			};
		case "union":
			return { ...literal, value: placeless(literal.value, prefix) };
		default:
			return literal;
	}
}
