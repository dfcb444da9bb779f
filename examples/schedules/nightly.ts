import { cron, email, type Inputs, type Int, launchPlan, mapTask, outputs, task, workflow } from "flytekit-ts";

/** Checks one shop: how much it sold, and whether that is enough. */
export const check = task(({ shop, least }: { shop: string; least: Int }) => {
	if (shop === "") throw new Error("a shop without a name");
	return outputs({ sold: (shop.length * 10) as Int, enough: shop.length * 10 >= least });
});

/** All shops at once, four at a time; one of them may fail. */
export const nightly = workflow(({ shops, at: _, least = 50 }: Inputs<{ shops: string[]; at: Date; least?: Int }>) => {
	const { sold, enough } = mapTask(check, { concurrency: 4, minSuccessRatio: 0.5, bound: { least } })({ shop: shops });
	return outputs({ sold, enough });
});

/** Every morning at six, told when it was meant to start; mails when it fails, and never runs twice at a time. */
export const everyMorning = launchPlan(nightly, {
	name: "every-morning",
	fixedInputs: { shops: ["Bern", "Zürich", "Genève"] },
	schedule: cron("0 6 * * *", { kickoffTimeArg: "at" }),
	notifications: [email({ phases: ["failed", "timedOut"], recipients: ["shops@example.com"] })],
	concurrencyPolicy: { max: 1 },
	labels: { team: "shops" },
});
