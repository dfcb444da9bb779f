import {
	approve,
	cron,
	dynamic,
	eager,
	every,
	type FlyteFile,
	type Inputs,
	type Int,
	launchPlan,
	outputs,
	sleep,
	task,
	workflow,
} from "flytekit-ts";

// What the tests of the client register and execute.

export const double = task(({ x }: { x: Int }): Int => (2 * x) as Int);
export const pair = task(({ a }: { a: string }): [string, Int] => [a, 1 as Int]);
export const divide = task(({ a, b = 2 as Int }: { a: Int; b?: Int }) =>
	outputs({ q: (a / b) as Int, r: (a % b) as Int }),
);
export const silent = task(({ when }: { when: Date }): void => void when);
export const lines = task(async ({ file }: { file: FlyteFile }): Promise<Int> => `${file.path}`.length as Int);
export const flow = workflow(({ n = 3, name }: Inputs<{ n?: Int; name: string }>) => {
	pair({ a: name });
	return double({ x: n });
});
export const many = dynamic(({ n }: { n: Int }) => Array.from({ length: n }, (_, x) => double({ x })));
export const at = workflow(({ when }: Inputs<{ when: Date }>) => {
	silent({ when });
});
export const nightly = launchPlan(at, { name: "nightly", schedule: cron("0 6 * * *", { kickoffTimeArg: "when" }) });
export const hourly = launchPlan(flow, { name: "hourly", schedule: every("1h"), fixedInputs: { name: "h" } });
export const driven = eager(async ({ x }: { x: Int }): Promise<Int> => double({ x }));
export const gated = workflow(({ x }: Inputs<{ x: Int }>) => {
	sleep("90s");
	return approve(double({ x }), "go", "1h");
});
