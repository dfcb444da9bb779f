import { task } from "flytekit-ts";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: JsonValue };
type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

export const echo = task(({ a, b, c }: { a: Json; b?: Json; c: JsonObject; d: Json[] }) => a);
