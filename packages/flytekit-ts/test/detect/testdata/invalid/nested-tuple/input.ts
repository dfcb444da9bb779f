import { type Int, task } from "flytekit-ts";

export const pairs = task(({ point }: { point: [Int, Int] }) => point[0]);
export const rows = task((): { range: readonly [number, number] } => ({ range: [0, 1] }));
export const open = task((): [Int, ...Int[]] => [1, 2]);
