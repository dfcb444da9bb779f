import type { Identifier } from "../../config/identifier.js";
import { FlyteError } from "../../errors/index.js";
import type { Literal } from "../../types/literal.js";
import type { LiteralType } from "../../types/literal-type.js";
import type { Identifier as IdentifierMessage } from "../gen/flyteidl/core/identifier.js";
import { Literal as LiteralMessage, type Scalar } from "../gen/flyteidl/core/literals.js";
import { LiteralType as LiteralTypeMessage } from "../gen/flyteidl/core/types.js";
import type { Duration } from "../gen/google/protobuf/duration.js";
import { decodeLiteral, decodeLiteralType } from "../literals.js";
import { RESOURCE_TYPES } from "../to-proto/identifier.js";

/** The model's literal. There is one reader of literals, and it reads bytes. */
export function literalFrom(message: LiteralMessage): Literal {
	return decodeLiteral(LiteralMessage.encode(message).finish());
}

export function scalarFrom(scalar: Scalar): Literal {
	return literalFrom({ value: { $case: "scalar", value: scalar }, hash: "", metadata: new Map() });
}

export function literalTypeFrom(message: LiteralTypeMessage): LiteralType {
	return decodeLiteralType(LiteralTypeMessage.encode(message).finish());
}

/** Throws WIRE_MISSING without an id, WIRE_UNSUPPORTED for a kind of entity that is not known. */
export function identifierFrom(message: IdentifierMessage | undefined, owner: string): Identifier {
	const { resourceType, project, domain, name, version, org } = needed(message, owner, "id");
	return {
		resourceType: named(RESOURCE_TYPES, resourceType, "ResourceType"),
		project,
		domain,
		name,
		version,
		...(org === "" ? {} : { org }),
	};
}

export function millisecondsFrom(duration: Duration): number {
	return Number(duration.seconds) * 1000 + duration.nanos / 1e6;
}

/** The name of an enum's value. Throws WIRE_UNSUPPORTED for one from a newer flyteidl. */
export function named<T>(list: readonly (T | undefined)[], value: number, what: string): T {
	const name = list[value];
	if (name === undefined) {
		throw new FlyteError("WIRE_UNSUPPORTED", `${what} has the value ${value}, which this version does not know`);
	}
	return name;
}

/** A part that must be there. Throws WIRE_MISSING, naming what lacks it. */
export function needed<T>(value: T | undefined, owner: string, part: string): T {
	if (value === undefined) throw new FlyteError("WIRE_MISSING", `${owner} has no ${part}`);
	return value;
}

/** "" on the wire is "not said" in the model. */
export function said(text: string): string | undefined {
	return text === "" ? undefined : text;
}

/** `{ [key]: value }`, or nothing when the value is undefined: the model leaves out what is not said. */
export function maybe<K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } {
	return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: T });
}
