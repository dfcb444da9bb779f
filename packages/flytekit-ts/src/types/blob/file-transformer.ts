import { FlyteError } from "../../errors/index.js";
import { showLiteral } from "../convert/codec.js";
import type { ConvertContext } from "../convert/context.js";
import { showValue } from "../convert/show-value.js";
import type { Literal } from "../literal.js";
import type { BlobType } from "../literal-type.js";
import type { NativeType } from "../native-type.js";
import type { KindTransformer } from "../registry.js";
import { isFlyteDirectory, isFlyteFile } from "./brand.js";
import { literalHash } from "./content-hash.js";
import { FlyteFile } from "./file.js";
import { localOf } from "./location.js";
import { type Uploadable, uploadFile } from "./upload.js";

type FileType = Extract<NativeType, { kind: "file" }>;

/** `FlyteFile<"csv">`: a blob of one part. Reading makes a file that is not opened yet; a local one is uploaded when written. */
export const fileTransformer: KindTransformer<FileType> = {
	tag: "FlyteFilePath",
	literalType: blobType,
	accepts: (value) => isFlyteFile(value),
	async toLiteral(value, type, ctx): Promise<Literal> {
		const file = fileOf(value);
		const uri = await uploadFile(file, ctx);
		return { kind: "blob", uri, type: blobType(type), ...(await literalHash(file.hash, uri, ctx.blobs)) };
	},
	fromLiteral(literal, _type, ctx) {
		if (literal.kind !== "blob" || literal.type.dimensionality !== "single") throw notAFile(literal);
		return fileFromUri(literal.uri, ctx);
	},
};

/** A file that goes through the stores of the run it came from, and is passed on as it is. */
export function fileFromUri(uri: string, ctx: ConvertContext): FlyteFile {
	return new FlyteFile(uri, localOf(uri) === undefined ? { access: ctx } : { access: ctx, remotePath: false });
}

function blobType(type: FileType): BlobType {
	return { kind: "blob", format: type.format, dimensionality: "single" };
}

/** Text is a path, as in flytekit. */
function fileOf(value: unknown): Uploadable {
	if (isFlyteFile(value)) return value;
	if (typeof value === "string" && value !== "") return { path: value };
	throw new FlyteError("FILE_VALUE", `expected a FlyteFile, got ${showValue(value)}`, {
		wayOut: isFlyteDirectory(value)
			? "declare FlyteDirectory, or return directory.file(name)"
			: "wrap the path: new FlyteFile(path); to return text or bytes, write them: FlyteFile.new(name).write(data)",
	});
}

function notAFile(literal: Literal): FlyteError {
	const folder = literal.kind === "blob";
	return new FlyteError(
		"FILE_LITERAL",
		`expected a file, got ${folder ? `the folder ${literal.uri}` : showLiteral(literal)}`,
		{
			wayOut: folder ? "declare FlyteDirectory" : "compare the type that wrote the value with the one declared here",
		},
	);
}
