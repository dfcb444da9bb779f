import { task, mapTask, dynamic, type Int } from "flytekit-ts";

export const square = task(({ x }: { x: Int }): Int => x * x);
export const many = dynamic(({ n }: { n: Int }) => square({ x: n }));
export const mapped = mapTask(many as never);
console.log("not reached");
