import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
	approve,
	Deck,
	dynamic,
	FlyteFile,
	flyte,
	type Inputs,
	type Int,
	mapTask,
	RecoverableError,
	StructuredDataset,
	task,
	waitForInput,
	workflow,
} from "flytekit-ts";

export interface Row {
	city: string;
	people: Int;
}

/** How loud. */
export type Level = "low" | "high";

/** The square of a number. */
export const square = task(({ x }: { x: Int }): Int => x * x);
export const sum = task(({ values }: { values: Int[] }): Int => values.reduce((a, b) => a + b, 0));

/** As many squares as it is told. */
export const squares = dynamic(({ n }: { n: Int }) => {
	const made = Array.from({ length: n }, (_, x) => square({ x }));
	return sum({ values: made });
});

/** Everything that a form has a field for.
 * @param count how many */
export const everything = task(
	({
		count,
		ratio = 0.5,
		name,
		level,
		yes = true,
		tags,
		rows,
		note,
	}: {
		count: Int;
		ratio?: number;
		name: string;
		level: Level;
		yes?: boolean;
		tags: string[];
		rows?: Row[];
		note?: string;
	}): string => `${count} ${ratio} ${name} ${level} ${yes} ${tags.join("+")} ${rows?.length ?? 0} ${note ?? "-"}`,
);

/** Fails on odd numbers. */
export const odd = task(({ x }: { x: Int }): Int => {
	if (x % 2 === 1) throw new Error(`${x} is odd`);
	return x;
});
export const mapped = workflow(({ xs }: Inputs<{ xs: Int[] }>) => mapTask(odd, { minSuccessRatio: 0.5 })({ x: xs }));

/** Tries twice, then says <b>no</b> and <img src=x onerror=alert(1)>. */
export const stubborn = task({ retries: 1 }, ({ why }: { why: string }): Int => {
	throw new RecoverableError(`<b>no</b> <img src=x onerror=alert(1)>: ${why}`);
});
export const failing = workflow(({ n = 3 }: Inputs<{ n?: Int }>) => {
	const before = square({ x: n });
	const after = stubborn({ why: "because" });
	before.before(after);
	return after;
});

/** Fails until a file is there. */
export const needs = task(({ file, x }: { file: string; x: Int }): Int => {
	if (!existsSync(file)) throw new Error(`${file} is not there`);
	return x;
});
export const mendable = workflow(({ file }: Inputs<{ file: string }>) => needs({ file, x: square({ x: 3 }) }));

/** Prints a line now and then. */
export const talks = task(
	{ isolate: "thread" },
	async ({ lines, pauseMs }: { lines: Int; pauseMs: Int }): Promise<Int> => {
		for (let line = 0; line < lines; line++) {
			console.log(`line ${line} \u001b[31mred\u001b[0m`);
			await sleep(pauseMs);
		}
		return lines;
	},
);
export const slow = workflow(({ lines = 200 }: Inputs<{ lines?: Int }>) => talks({ lines, pauseMs: 50 }));

/** A page with scripts that would like to reach out. */
export const shows = task({ enableDeck: true }, ({ x }: { x: Int }): Int => {
	new Deck("Evil").append(
		`<h1 id="deck">deck of ${x}</h1><script>
			alert("deck"); fetch("http://evil.test/x").catch(() => {});
			try { document.title = parent.document.title } catch (e) { document.getElementById("deck").textContent += " alone" }
			new Image().src = "http://evil.test/i.png";
		</script><img src="http://evil.test/j.png">`,
	);
	return x;
});
export const decked = workflow(({ x = 7 }: Inputs<{ x?: Int }>) => shows({ x }));

export const table = task(
	(): StructuredDataset<Row> =>
		StructuredDataset.from<Row>(Array.from({ length: 300 }, (_, i) => ({ city: `city ${i}`, people: i * 10 }))),
);
export const file = task((): FlyteFile<"txt"> => {
	const made = "made.txt";
	writeFileSync(made, "hello from a file\n");
	return new FlyteFile(made);
});
export const stored = workflow(() => [table(), file()]);

/** Made once for each word. */
export const keeps = task({ cache: "1" }, ({ word }: { word: string }): string => word.toUpperCase());
export const cached = workflow(({ word }: Inputs<{ word: string }>) => keeps({ word }));

/** Asks twice. */
export const careful = workflow(({ x }: Inputs<{ x: Int }>) => {
	const percent = waitForInput("percent", flyte.int(), "1h");
	square({ x }).before(percent);
	return approve(square({ x: percent }), `go on with ${"<i>html</i>"}`, "1h");
});
