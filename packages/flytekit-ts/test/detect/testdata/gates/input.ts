import { flyte, type Int, waitForInput, workflow } from "flytekit-ts";

interface Plan {
	share: Int;
	note?: string;
}
export const main = workflow(() => {
	waitForInput<Plan>("plan", "2h");
	waitForInput<Int[]>("numbers");
	return waitForInput("limit", flyte.int());
});
