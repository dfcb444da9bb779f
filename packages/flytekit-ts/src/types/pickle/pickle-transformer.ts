import { deserialize, serialize } from "node:v8";
import { displayUri } from "../../context/uri.js";
import { FlyteError } from "../../errors/index.js";
import { newOutputUri } from "../blob/location.js";
import { showLiteral } from "../convert/codec.js";
import type { Literal } from "../literal.js";
import type { BlobType } from "../literal-type.js";
import type { NativeType } from "../native-type.js";
import type { KindTransformer } from "../registry.js";
import { checkPlainData } from "./plain-data.js";

/** The blob's format. Not "PythonPickle", so that neither language opens what the other wrote. */
export const PICKLE_FORMAT = "V8Serialized";

type PickleType = Extract<NativeType, { kind: "pickle" }>;

/**
 * `any` and `unknown` under pickleUntyped: a blob of V8's structured clone (flytekit's pickle). Data only: nothing that
 * is read from it runs. Maps, Sets, Dates, bigints, typed arrays and cycles are kept; functions and classes are refused.
 */
export const pickleTransformer: KindTransformer<PickleType> = {
	tag: "FlytePickle",
	literalType: () => blobType(),
	accepts: (value) => value !== undefined && value !== null,
	async toLiteral(value, _type, ctx): Promise<Literal> {
		checkPlainData(value);
		const uri = newOutputUri(ctx, "value.v8");
		await ctx.blobs.write(uri, new Uint8Array(serialize(value)));
		return { kind: "blob", uri, type: blobType() };
	},
	async fromLiteral(literal, _type, ctx): Promise<unknown> {
		if (literal.kind !== "blob") throw foreign(`got ${showLiteral(literal)}`);
		const { format } = literal.type;
		if (format !== PICKLE_FORMAT) {
			throw foreign(
				format === "PythonPickle"
					? `got ${displayUri(literal.uri)}, which Python pickled`
					: `got ${displayUri(literal.uri)} of the format ${JSON.stringify(format)}`,
			);
		}
		const bytes = await ctx.blobs.read(literal.uri);
		try {
			return deserialize(bytes) as unknown;
		} catch (error) {
			throw new FlyteError("PICKLE_LITERAL", `${displayUri(literal.uri)} cannot be read: ${String(error)}`, {
				cause: error,
				wayOut: "the file is damaged or cut: run the task that wrote it again",
			});
		}
	},
};

function blobType(): BlobType {
	return { kind: "blob", format: PICKLE_FORMAT, dimensionality: "single" };
}

function foreign(got: string): FlyteError {
	return new FlyteError("PICKLE_LITERAL", `expected a value serialised by V8, ${got}`, {
		wayOut: "declare a type that both sides know, such as an interface (a dataclass in Python) or FlyteFile",
	});
}
