import { type Int, task } from "flytekit-ts";

const options = { pickleUntyped: true } as const;

export const loose = task({ pickleUntyped: true }, ({ a, b }: { a: any; b: unknown; c: Int; d: { inner: unknown } }) => a);
export const viaName = task(options, ({ a }: { a: unknown }) => a);
