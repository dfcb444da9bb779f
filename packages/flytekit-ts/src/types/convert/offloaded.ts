import { FlyteError, isFlyteError } from "../../errors/index.js";
import type { Literal } from "../literal.js";
import { type ConvertContext, isPromise, type MaybePromise, mapMaybe } from "./context.js";
import { ValueProblem } from "./problem.js";

/** A literal from the bytes of its message. */
type Decode = (bytes: Uint8Array) => Literal;

const KEY = Symbol.for("flytekit-ts.types.literal-decoder");

/** Set by whoever knows the wire: an offloaded literal comes from there, so it is set before one can be met. */
export function bindLiteralDecoder(decode: Decode): void {
	(globalThis as { [KEY]?: Decode })[KEY] = decode;
}

/** How often a file may lead to another one: more is a circle. */
const MAX_HOPS = 8;

/**
 * The literal that is kept in a file, read from there; any other as it is. Parts of it may be in files of their own.
 * flytekit: TypeEngine.unwrap_offloaded_literal.
 * @throws FlyteError naming the URI: what storage or the decoder throw, or TYPES_OFFLOADED
 */
export function loadLiteral(literal: Literal, ctx: Pick<ConvertContext, "blobs">): MaybePromise<Literal> {
	return literal.kind === "offloaded" ? fetched(literal, ctx) : literal;
}

async function fetched(
	literal: Extract<Literal, { kind: "offloaded" }>,
	{ blobs }: Pick<ConvertContext, "blobs">,
): Promise<Literal> {
	const decode = (globalThis as { [KEY]?: Decode })[KEY];
	let current: Literal = literal;
	for (let hop = 0; current.kind === "offloaded"; hop++) {
		const { uri } = current;
		if (uri === "") throw unreadable("(no URI)", "the literal says nothing of where its value is");
		if (decode === undefined) throw unreadable(uri, "nothing here reads Flyte's messages");
		if (hop === MAX_HOPS) throw unreadable(uri, `${MAX_HOPS} files lead from one to the next`);
		try {
			current = decode(await blobs.read(uri));
		} catch (error) {
			throw unreadable(uri, isFlyteError(error) ? error.summary : String(error), error);
		}
	}
	// the hash stands for the value in cache keys, wherever the value is
	return literal.hash === undefined || current.hash !== undefined ? current : { ...current, hash: literal.hash };
}

/** The literal with whatever parts of it are kept in files in their places. Parts without such are not copied. */
export function loadParts(literal: Literal, ctx: Pick<ConvertContext, "blobs">): MaybePromise<Literal> {
	switch (literal.kind) {
		case "offloaded":
			return fetched(literal, ctx).then((loaded) => loadParts(loaded, ctx));
		case "collection":
			return all(literal.items, ctx, (items) => ({ ...literal, items }), literal);
		case "map": {
			const keys = [...literal.entries.keys()];
			const rebuilt = (items: readonly Literal[]): Literal => ({
				...literal,
				entries: new Map(keys.map((key, i) => [key, items[i] as Literal])),
			});
			return all([...literal.entries.values()], ctx, rebuilt, literal);
		}
		case "union": {
			const value = loadParts(literal.value, ctx);
			if (isPromise(value)) return value.then((loaded) => ({ ...literal, value: loaded }));
			return value === literal.value ? literal : { ...literal, value };
		}
		default:
			return literal;
	}
}

function all(
	parts: readonly Literal[],
	ctx: Pick<ConvertContext, "blobs">,
	rebuilt: (parts: readonly Literal[]) => Literal,
	whole: Literal,
): MaybePromise<Literal> {
	const loaded = mapMaybe(parts, (part) => loadParts(part, ctx));
	if (isPromise(loaded)) return loaded.then(rebuilt);
	return loaded.every((part, i) => part === parts[i]) ? whole : rebuilt(loaded);
}

/** Refuses a literal whose value is in a file. Who can wait loads it: see {@link isOffloaded}. */
export function checkLoaded(literal: Literal): void {
	if (literal.kind !== "offloaded") return;
	throw new ValueProblem(
		"TYPES_OFFLOADED",
		`the value (${literal.sizeBytes} bytes) is kept at ${literal.uri}`,
		"load the literal from there before it is converted",
	);
}

/** Whether a conversion failed only since some part of its literal is kept in a file. */
export function isOffloaded(error: unknown): boolean {
	return error instanceof ValueProblem && error.code === "TYPES_OFFLOADED" && error.original === undefined;
}

function unreadable(uri: string, why: string, cause?: unknown): FlyteError {
	// storage that failed says so by its own code: who retries goes by it
	return new FlyteError(
		isFlyteError(cause) ? cause.code : "TYPES_OFFLOADED",
		`the value that is kept at ${uri} cannot be read: ${why}`,
		{
			...(cause === undefined ? {} : { cause }),
			wayOut: "the run that wrote it keeps such files beside its outputs: they must outlive what reads them",
		},
	);
}
