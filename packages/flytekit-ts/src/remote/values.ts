import type { TypedInterface } from "../interface/typed-interface.js";
import { fromLiteral, guessNativeTypeOfLiteral, type LiteralMap } from "../types/index.js";
import { plainContext } from "./remote-inputs.js";
import type { RemoteSession } from "./session.js";

/** Values of literals by name: of the given types, and where there are none, of types guessed from the literals. */
export async function guessedValues(
	session: RemoteSession,
	literals: LiteralMap,
	owner: string,
	known?: TypedInterface["inputs"] | TypedInterface["outputs"],
): Promise<Readonly<Record<string, unknown>>> {
	const entries: [string, unknown][] = [];
	for (const [name, literal] of literals) {
		const type = known?.get(name)?.type ?? guessNativeTypeOfLiteral(literal);
		entries.push([name, await fromLiteral(literal, type, plainContext(session), `${owner} ${name}`)]);
	}
	return Object.fromEntries(entries);
}
