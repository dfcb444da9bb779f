import { type Int, task } from "flytekit-ts";

interface Named {
	name: string;
}
type Aged = { age: Int };
type Person = Named & Aged;

export const both = task(({ p, inline }: { p: Person; inline: Named & { extra: boolean } }) => p);
