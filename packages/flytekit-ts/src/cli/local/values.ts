import { plainText } from "../../errors/plain-text.js";
import { currentConvert } from "../../graph/runner-port.js";
import { fromLiteral, guessNativeTypeOfLiteral, type LiteralMap } from "../../types/index.js";
import { decodeLiteralMap } from "../../wire/literals.js";
import { jsonText, toJson } from "../output/result-json.js";
import { ownRecord } from "../own-record.js";

/** Values of a journal as JSON, typed as their literals say; what cannot be read any more (a file that is gone) is named. */
export async function valuesJson(
	bytes: Uint8Array | undefined,
): Promise<Readonly<Record<string, unknown>> | undefined> {
	if (bytes === undefined) return undefined;
	const literals: LiteralMap = decodeLiteralMap(bytes);
	const values: [string, unknown][] = [];
	for (const [name, literal] of literals) {
		try {
			const type = guessNativeTypeOfLiteral(literal);
			values.push([name, toJson(await fromLiteral(literal, type, currentConvert(), name), type)]);
		} catch (error) {
			values.push([name, { kind: literal.kind, unreadable: (error as Error).message.split("\n")[0] }]);
		}
	}
	return ownRecord(values) as Readonly<Record<string, unknown>>;
}

const MAX_LINE = 160;
const MAX_TEXT = 4000;

/** `inputs  {"n": 40}`: on one line where it fits, cut where it is very long. */
export function valueText(value: unknown): string {
	const line = jsonText(value, 0);
	const text = line.length <= MAX_LINE ? line : jsonText(value);
	return plainText(text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}... (--json has all of it)`);
}
