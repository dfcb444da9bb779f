import {
	and,
	approve,
	conditional,
	type FlyteError,
	flyte,
	ge,
	type Inputs,
	type Int,
	isTrue,
	lt,
	outputs,
	sleep,
	task,
	waitForInput,
	workflow,
} from "flytekit-ts";

/** What the checks found. */
export const check = task(({ version }: { version: string }) =>
	outputs({ passed: /^\d+\.\d+\.\d+$/.test(version), problems: (version.match(/-/g) ?? []).length as Int }),
);
export const publish = task(({ version }: { version: string }): string => `published ${version}`);
export const trial = task(
	({ version, percent }: { version: string; percent: Int }): string => `${version} for ${percent} % of users`,
);
export const report = task(({ version, problems }: { version: string; problems: Int }): string => {
	return `${version} is not fit: ${problems} problems`;
});
export const tellTeam = task(({ version, err }: { version: string; err?: FlyteError }): void => {
	console.error(`release of ${version} failed: ${err?.message ?? "unknown"}`);
});

/** Looks at a version and publishes it, tries it out, or says why not. Which one is decided when it runs. */
export const release = workflow({ onFailure: tellTeam }, ({ version }: Inputs<{ version: string }>) => {
	const { passed, problems } = check({ version });
	return conditional("fit")
		.if(isTrue(passed), () => publish({ version }))
		.elif(and(ge(problems, 1), lt(problems, 3)), () => report({ version, problems }))
		.elseFail("not a version at all");
});

/** A person says how many users get it, and approves; then it waits a moment. */
export const careful = workflow(({ version }: Inputs<{ version: string }>) => {
	const percent = waitForInput("percent", flyte.int(), "1d");
	const plan = approve(trial({ version, percent }), "go", "1h");
	const pause = sleep("1s");
	const done = publish({ version: plan });
	pause.before(done);
	return done;
});
