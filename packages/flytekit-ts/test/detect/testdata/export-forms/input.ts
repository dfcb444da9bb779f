import { type Int, task } from "flytekit-ts";

const inner = task(({ x }: { x: Int }): Int => x);
const both = task(() => 1);
const quoted = task(() => 2);
const viaDefault = task(() => 3);

export { inner as outer };
export { both };
export { quoted as "with space" };
export default viaDefault;
export const first = task(() => 4),
	second = task(() => 5);
export let changeable = task(() => 6);
