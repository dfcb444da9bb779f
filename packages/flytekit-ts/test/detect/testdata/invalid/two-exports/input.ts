import { type Int, task } from "flytekit-ts";

export const twin = task(({ x }: { x: Int }) => x);
export { twin as twinAgain };

export const square = task(({ x }: { x: Int }) => x);
export const alias = square;
