import {
	accelerators,
	containerTask,
	email,
	flyte,
	type Inputs,
	type Int,
	launchPlan,
	shellTask,
	sqlTask,
	task,
	workflow,
} from "flytekit-ts";

// ---- options of tasks
// @ts-expect-error no such part
accelerators.A100.partition("2g.20gb");
// @ts-expect-error not divided
accelerators.T4.partition("1g.5gb");
// @ts-expect-error no pair
task({ resources: { cpu: ["1"] } }, () => {});
// @ts-expect-error no such field
task({ enableDeck: true, deckFields: ["code"] }, () => {});
// @ts-expect-error containers have names
task({ podTemplate: { podSpec: { containers: [{ image: "a" }] } } }, () => {});
// @ts-expect-error only dynamics have hints
task({ nodeDependencyHints: [] }, () => {});

// ---- tasks without a function
// @ts-expect-error a location of no output
shellTask({ script: "", outputs: { a: flyte.file() }, outputLocations: { b: "x" } });
// @ts-expect-error no command
containerTask({ image: "a" });
// @ts-expect-error no such dialect
sqlTask({ query: "", dialect: "klingon" });
const statement = sqlTask({ query: "", inputs: { day: flyte.string() } });
// @ts-expect-error of another type
statement({ day: 3 });

// ---- launch plans
const main = workflow(({ n = 1 }: Inputs<{ n?: Int }>) => task(({ a }: { a: Int }) => a)({ a: n }));
// @ts-expect-error executions do not end like that
email({ phases: ["running"], recipients: [] });
// @ts-expect-error flyteidl knows only one
launchPlan(main, { name: "a", concurrencyPolicy: { max: 1, behavior: "abort" } });
// @ts-expect-error text only
launchPlan(main, { name: "a", labels: { n: 1 } });
