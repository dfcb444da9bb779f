import type { StandardSchemaV1 } from "@standard-schema/spec";
import { task } from "flytekit-ts";

export const segment = task(({ s }: { s: StandardSchemaV1.PathSegment["key"] & string }) => s);
export const issue = task(({ i }: { i: { message: StandardSchemaV1.Issue["message"] } }) => i.message);
