import { task } from "flytekit-ts";

const key: unique symbol = Symbol("key");

export const keyed = task(({ o }: { o: { [key]: string; a: string } }) => o.a);
