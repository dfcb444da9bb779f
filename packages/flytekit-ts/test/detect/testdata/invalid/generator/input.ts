import { type Int, task } from "flytekit-ts";

export const count = task(function* ({ n }: { n: Int }) {
	for (let i = 0; i < n; i++) yield i;
});
