export { assignability } from "./assignability.js";
export { attributeType } from "./attribute-type.js";
export {
	type FileData,
	type FileOptions,
	FlyteDirectory,
	FlyteFile,
	isFlyteDirectory,
	isFlyteFile,
} from "./blob/index.js";
export { type ConstantValue, reviveConstant, toConstant } from "./constant.js";
export type { Codec } from "./convert/codec.js";
export { codecFor } from "./convert/codec-for.js";
export { type ConvertContext, isPromise, type MaybePromise } from "./convert/context.js";
export { conversionFailed, fromLiteral, toLiteral } from "./convert/convert.js";
export { bindLiteralDecoder, loadLiteral, loadParts } from "./convert/offloaded.js";
export { type Step, showPath } from "./convert/path.js";
export { showValue } from "./convert/show-value.js";
export { type DatasetOptions, isStructuredDataset, type RowSource, StructuredDataset } from "./dataset/index.js";
export { describeType } from "./describe.js";
export { guessNativeType, guessNativeTypeOfLiteral } from "./guess.js";
export {
	type Literal,
	type LiteralInfo,
	type LiteralMap,
	type LiteralValue,
	MAP_DEPTH,
	MAX_LITERAL_DEPTH,
} from "./literal.js";
export type {
	BlobType,
	CollectionType,
	EnumType,
	Json,
	JsonObject,
	LiteralType,
	MapType,
	SchemaType,
	SimpleKind,
	SimpleType,
	StructuredDatasetType,
	TypeInfo,
	TypeStructure,
	UnionType,
} from "./literal-type.js";
export { nameOfType } from "./name-of-type.js";
export type { DatasetColumn, NativeType, StructField, StructNative } from "./native-type.js";
export { acceptsNone, orNone } from "./optional.js";
export {
	type ExternalKind,
	type ExternalType,
	type KindTransformer,
	registerKind,
	registerType,
	type TypeTransformer,
} from "./registry.js";
export { resolveAttribute } from "./resolve.js";
export { literalTypeOf, variantLiteralType } from "./schema/literal-type-of.js";
export {
	type Duration,
	type DurationParts,
	type DurationText,
	duration,
	durationOf,
	type Int,
	type IntBrand,
	isDate,
	isDuration,
	isTimestamp,
	type Timestamp,
	timestamp,
	timestampOf,
} from "./values/index.js";
