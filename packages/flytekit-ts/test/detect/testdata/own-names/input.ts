import { task as realTask } from "flytekit-ts";

/** The user's own types of the same names are what they say here. */
interface Outputs {
	a: string;
}
interface Duration {
	hours: number;
}
type Int = string;
class FunctionTask {
	kind = "mine";
}
function task(): FunctionTask {
	return new FunctionTask();
}

export const mine = task();
export const real = realTask(({ o, d, i }: { o: Outputs; d: Duration; i: Int }) => o);
