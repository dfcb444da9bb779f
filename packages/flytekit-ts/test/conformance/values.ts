import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { systemRandom } from "../../src/context/ports/index.js";
import { decodeLiteral, encodeLiteral, fromLiteral, type Literal, literalTypeOf, toLiteral } from "../../src/plugin.js";
import { localStores } from "../../src/storage/index.js";
import type { ConvertContext } from "../../src/types/index.js";
import { flytekitPython, run } from "./live.js";
import type { Outcome } from "./outcome.js";
import { type ValueCase, valueCases } from "./value-cases.js";

interface Answer {
	readonly name: string;
	/** Empty when flytekit read our literal as the value that was meant; else what it read. */
	readonly read: string;
	/** flytekit's own literal. */
	readonly written?: string;
	readonly error?: string;
}

/** Has flytekit read a literal of ours for every kind of value, and reads its own. Two outcomes for each value. */
export async function valueOutcomes(): Promise<Outcome[]> {
	const folder = mkdtempSync(join(tmpdir(), "flytekit-ts-values-"));
	try {
		writeFileSync(join(folder, "note.txt"), "written once");
		mkdirSync(join(folder, "notes"));
		writeFileSync(join(folder, "notes", "a.txt"), "in a folder");
		const cases = valueCases(folder);
		// a plain path: flytekit takes file: URIs of this machine for missing files
		const convert = { blobs: localStores(), rawOutputPrefix: join(folder, "raw"), random: systemRandom };
		const literals = await Promise.all(cases.map((one) => literalOf(one, folder, convert)));
		const answers = ask(folder, cases, literals);
		return (await Promise.all(cases.map((one, i) => outcomesOf(one, answers[i], convert)))).flat();
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function literalOf(one: ValueCase, folder: string, convert: ConvertContext): Promise<string> {
	const { name, type, value, handed = (it) => it } = one;
	const literal = handed(await toLiteral(value, type, convert, name));
	const bytes = encodeLiteral(literal);
	return Buffer.from(one.offloaded ? encodeLiteral(offloaded(one, bytes, folder)) : bytes).toString("base64");
}

/** As a container leaves a large output: its literal in a file, and where that is. */
function offloaded({ name, type }: ValueCase, bytes: Uint8Array, folder: string): Literal {
	const path = join(folder, `${name}_offloaded_metadata.pb`);
	writeFileSync(path, bytes);
	const hash = createHash("sha256").update(bytes).digest("base64");
	return {
		kind: "offloaded",
		uri: path,
		sizeBytes: BigInt(bytes.length),
		inferredType: literalTypeOf(type),
		hash,
	};
}

function ask(folder: string, cases: readonly ValueCase[], literals: readonly string[]): readonly Answer[] {
	const request = {
		folder,
		cases: cases.map(({ name, pythonType, pythonValue, same, old, offloaded }, i) => ({
			name,
			type: pythonType,
			value: pythonValue,
			literal: literals[i],
			...(same === undefined ? {} : { same }),
			...(old === undefined ? {} : { old }),
			...(offloaded === undefined ? {} : { offloaded }),
		})),
	};
	const python = flytekitPython();
	const script = fileURLToPath(new URL("peer/values.py", import.meta.url));
	return JSON.parse(run(python, [script, join(python, "..", "..", "fk_pq")], { input: JSON.stringify(request) }));
}

async function outcomesOf(one: ValueCase, answer: Answer | undefined, convert: ConvertContext): Promise<Outcome[]> {
	const there =
		answer?.read === undefined ? "flytekit did not answer" : answer.read && `flytekit reads it as ${answer.read}`;
	const back = await readBack(one, answer, convert);
	return [
		{ id: `values/${one.name}/ours`, matched: there === "", why: there },
		{ id: `values/${one.name}/flytekit`, matched: back === "", why: back },
	];
}

/** What we read in flytekit's literal, when that is not the value; else nothing. */
async function readBack(
	{ name, type, value, offloaded, shown = (it) => it }: ValueCase,
	answer: Answer | undefined,
	convert: ConvertContext,
): Promise<string> {
	if (answer?.written === undefined) return `flytekit wrote none: ${answer?.error}`;
	try {
		const literal = decodeLiteral(new Uint8Array(Buffer.from(answer.written, "base64")));
		if ((literal.kind === "offloaded") !== (offloaded ?? false)) return `it was handed over as a ${literal.kind}`;
		const read = await shown(await fromLiteral(literal, type, convert, name));
		return isDeepStrictEqual(read, await shown(value)) ? "" : `we read it as ${JSON.stringify(read)}`;
	} catch (error) {
		return (error as Error).message;
	}
}
