import { FlyteError } from "../../errors/index.js";
import { showLiteral } from "../convert/codec.js";
import { showValue } from "../convert/show-value.js";
import type { Literal } from "../literal.js";
import type { BlobType } from "../literal-type.js";
import type { NativeType } from "../native-type.js";
import type { KindTransformer } from "../registry.js";
import { isFlyteDirectory, isFlyteFile } from "./brand.js";
import { literalHash } from "./content-hash.js";
import { FlyteDirectory } from "./directory.js";
import { localOf } from "./location.js";
import { type Uploadable, uploadFolder } from "./upload.js";

type DirectoryType = Extract<NativeType, { kind: "directory" }>;

/** `FlyteDirectory`: a blob of many parts. Reading makes a folder that is not looked into yet; a local one is uploaded when written. */
export const directoryTransformer: KindTransformer<DirectoryType> = {
	tag: "FlyteDirectory",
	literalType: blobType,
	accepts: (value) => isFlyteDirectory(value),
	async toLiteral(value, type, ctx): Promise<Literal> {
		const folder = folderOf(value);
		const uri = await uploadFolder(folder, ctx);
		return { kind: "blob", uri, type: blobType(type), ...(await literalHash(folder.hash, uri, ctx.blobs)) };
	},
	fromLiteral(literal, _type, ctx) {
		if (literal.kind !== "blob" || literal.type.dimensionality !== "multipart") throw notAFolder(literal);
		const { uri } = literal;
		return new FlyteDirectory(uri, localOf(uri) === undefined ? { access: ctx } : { access: ctx, remotePath: false });
	},
};

function blobType(type: DirectoryType): BlobType {
	return { kind: "blob", format: type.format, dimensionality: "multipart" };
}

/** Text is a path, as in flytekit. */
function folderOf(value: unknown): Uploadable {
	if (isFlyteDirectory(value)) return value;
	if (typeof value === "string" && value !== "") return { path: value };
	throw new FlyteError("FILE_VALUE", `expected a FlyteDirectory, got ${showValue(value)}`, {
		wayOut: isFlyteFile(value) ? "declare FlyteFile" : "wrap the path: new FlyteDirectory(path)",
	});
}

function notAFolder(literal: Literal): FlyteError {
	const file = literal.kind === "blob";
	return new FlyteError(
		"FILE_LITERAL",
		`expected a folder, got ${file ? `the file ${literal.uri}` : showLiteral(literal)}`,
		{
			wayOut: file ? "declare FlyteFile" : "compare the type that wrote the value with the one declared here",
		},
	);
}
