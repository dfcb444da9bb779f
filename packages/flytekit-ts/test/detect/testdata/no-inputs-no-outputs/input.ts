import { task } from "flytekit-ts";

export const nothing = task(() => {});
export const asyncNothing = task(async () => {});
export const empty = task((): void => {});
export const alwaysThrows = task((): never => {
	throw new Error("always");
});
