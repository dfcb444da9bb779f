import {
	currentContext,
	dynamic,
	eager,
	type Inputs,
	type Int,
	isFlyteError,
	RecoverableError,
	task,
	workflow,
} from "flytekit-ts";

/** What the entities did, for tests to look at. */
export const log: string[] = [];
/** Held by `held` tasks until a test lets go. */
export const gate: { open: () => void; opened: Promise<void> } = { open: () => {}, opened: Promise.resolve() };

export const square = task(({ x }: { x: Int }): Int => x * x);
export const where = task(() => `${currentContext().executionId} ${currentContext().nodePath}`);
export const broken = task(({ text }: { text: string }): string => {
	throw new Error(text);
});
export const fanOut = dynamic(({ n }: { n: Int }) => Array.from({ length: n }, (_, x) => square({ x })));

/** Goes on as long as the squares are small. */
export const until = eager(async ({ start, limit = 100 }: { start: Int; limit?: Int }): Promise<Int> => {
	let x = start;
	while (x < limit) x = await square({ x });
	return x;
});

export const nested = eager(async ({ starts }: { starts: Int[] }): Promise<Int[]> => {
	const ends = await Promise.all(starts.map((start) => until({ start })));
	return [...ends, ...(await fanOut({ n: 3 }))];
});

export const caught = eager(async () => {
	try {
		return await broken({ text: "kaboom" });
	} catch (error) {
		return isFlyteError(error) ? `${error.code}: ${error.message}` : "not ours";
	}
});

export const uncaught = eager(async () => broken({ text: "kaboom" }));

/** Waits until the gate opens or it is stopped. */
export const held = task(async ({ name }: { name: string }): Promise<string> => {
	const { signal } = currentContext();
	log.push(`${name} started`);
	await Promise.race([
		gate.opened,
		new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true })),
	]);
	log.push(signal.aborted ? `${name} stopped` : `${name} ended`);
	signal.throwIfAborted();
	return name;
});

/** Throws once `ready` says so, while others run. */
export const failsBeside = eager(async ({ count }: { count: Int }): Promise<void> => {
	const calls = Array.from({ length: count }, (_, i) => held({ name: `held${i}` }));
	for (const call of calls) call.then(undefined, () => {});
	while (log.length < count) await new Promise((resolve) => setImmediate(resolve));
	throw new Error("the body gave up");
});

export const waits = eager(async () => held({ name: "awaited" }));

/** Returns while a call is under way. */
export const doesNotWait = eager(async (): Promise<string> => {
	void held({ name: "left" });
	while (log.length === 0) await new Promise((resolve) => setImmediate(resolve));
	setImmediate(() => gate.open());
	return "returned";
});

export const attempts = { made: 0 };
export const flaky = eager({ retries: 2 }, async (): Promise<Int> => {
	attempts.made++;
	if (attempts.made < 3) throw new RecoverableError("once more");
	return square({ x: attempts.made });
});

export const places = eager(async () => [await where(), await where()]);
export const inWorkflow = workflow(({ n }: Inputs<{ n: Int }>) => until({ start: square({ x: n }) }));
export const inDynamic = dynamic(({ n }: { n: Int }) => Array.from({ length: n }, (_, i) => until({ start: i + 2 })));
