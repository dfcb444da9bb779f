import { type Int, task } from "flytekit-ts";

export default task(({ x }: { x: Int }) => x);
