import { flyte, type Int, task } from "flytekit-ts";
import { StoredTaskResolver } from "flytekit-ts/plugin";

export const plain = task(({ n }: { n: Int }): Int => n + 1);
export const notTask = 3;

export const store = new StoredTaskResolver("resolvers.store");
export const made = [2, 3].map((by) =>
	store.add(task({ inputs: { n: flyte.int() }, outputs: flyte.int() }, ({ n }) => (n * by) as Int)),
);
export const outside = task({ inputs: {} }, () => {});
