import { createHash } from "node:crypto";
import { joinUri } from "../context/uri.js";
import { FlyteError } from "../errors/index.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import { literalTypeOf } from "../types/index.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import { encodeLiteral, encodeLiteralMap } from "../wire/index.js";
import type { Answer } from "./answer.js";

type Variables = Readonly<Record<string, string | undefined>>;

const MIB = 1024 * 1024;
/** outputs.pb beyond this is more than most deployments read. */
const LARGE = 10 * MIB;

/**
 * outputs.pb, and before it a file for each output that the platform wants kept apart: of `_F_L_MIN_SIZE_MB` MiB or more, where
 * it says so, and below `_F_L_MAX_SIZE_MB` (1000). flytekit's, file by file. Throws ENTRYPOINT_OFFLOAD.
 */
export function outputsAnswer(
	outputs: LiteralMap,
	task: { readonly name: string; readonly interface: TypedInterface },
	outputPrefix: string,
	env: Variables,
): Answer {
	const least = env._F_L_MIN_SIZE_MB;
	if (least === undefined) {
		const bytes = encodeLiteralMap(outputs, "outputs");
		if (bytes.length > LARGE) {
			console.error(
				`the outputs of ${task.name} are ${inMiB(bytes.length)}: Flyte reads no more than its storage.limits.maxDownloadMBs, and this deployment keeps no large values apart; return a FlyteFile instead`,
			);
		}
		return [["outputs.pb", bytes]];
	}
	const [min, max] = [sizeOf("_F_L_MIN_SIZE_MB", least), sizeOf("_F_L_MAX_SIZE_MB", env._F_L_MAX_SIZE_MB ?? "1000")];
	const apart: (readonly [string, Uint8Array])[] = [];
	const kept = new Map<string, Literal>();
	for (const [name, literal] of outputs) {
		const bytes = encodeLiteral(literal, `outputs.${name}`);
		if (bytes.length >= max) throw tooLarge(name, bytes.length, max);
		if (bytes.length < min) {
			kept.set(name, literal);
			continue;
		}
		const file = `${name}_offloaded_metadata.pb`;
		const variable = task.interface.outputs.get(name);
		kept.set(name, {
			kind: "offloaded",
			uri: joinUri(outputPrefix, file),
			sizeBytes: BigInt(bytes.length),
			...(variable === undefined ? {} : { inferredType: literalTypeOf(variable.type) }),
			hash: literal.hash ?? createHash("sha256").update(bytes).digest("base64"),
		});
		apart.push([file, bytes]);
	}
	return [...apart, ["outputs.pb", encodeLiteralMap(kept, "outputs")]];
}

function sizeOf(variable: string, text: string): number {
	if (/^\d+$/.test(text)) return Number(text) * MIB;
	throw new FlyteError("ENTRYPOINT_OFFLOAD", `the variable ${variable} is ${JSON.stringify(text)}, no number of MiB`, {
		wayOut: "the deployment's literal-offloading-config sets it",
	});
}

function tooLarge(name: string, size: number, max: number): FlyteError {
	return new FlyteError(
		"ENTRYPOINT_OFFLOAD",
		`output ${name} is too large: ${size} bytes, and the deployment takes less than ${max}`,
		{ path: name, wayOut: "return a FlyteFile or a StructuredDataset, or raise literal-offloading-config's maximum" },
	);
}

function inMiB(bytes: number): string {
	return `${(bytes / MIB).toFixed(1)} MiB`;
}
