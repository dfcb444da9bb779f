import {
	type Duration,
	duration,
	type FlyteDirectory,
	type FlyteFile,
	type Inputs,
	type Int,
	type Outputs,
	outputs,
	referenceTask,
	StructuredDataset,
	type Timestamp,
	task,
	timestamp,
	workflow,
} from "flytekit-ts";
import { square } from "./arithmetic.js";
import { type Colour, gather, measure, type Parcel, type Reading, scatter, warmest, writeNote } from "./values.js";

/** Where flytekit's tasks are registered. */
const python = { project: "flytesnacks", domain: "development", version: "e2e" };

/** What crosses the border in both directions. */
export interface Cargo {
	/** Beyond what a double holds. */
	whole: bigint;
	/** To the microsecond. */
	when: Timestamp;
	lasting: Duration;
	parcel: Parcel;
	colour: Colour;
	either: Int | string;
	maybe: string | undefined;
	lists: string[][];
}
export interface Seen extends Cargo {
	/** What the other side says it saw. */
	told: string;
}

export const triple = referenceTask<{ n: Int }, Int>({ ...python, name: "python_tasks.triple" });
export const lookAt = referenceTask<Cargo, Outputs<Seen>>({ ...python, name: "python_tasks.look_at" });
export const shout = referenceTask<{ note: FlyteFile<"txt"> }, FlyteFile<"txt">>({
	...python,
	name: "python_tasks.shout",
});
export const addWord = referenceTask<{ words: FlyteDirectory; word: string }, FlyteDirectory>({
	...python,
	name: "python_tasks.add_word",
});
export const warmUp = referenceTask<{ readings: StructuredDataset<Reading> }, StructuredDataset<Reading>>({
	...python,
	name: "python_tasks.warm_up",
});

/** TypeScript, Python, TypeScript. */
export const between = workflow(({ n }: Inputs<{ n: Int }>) => square({ n: triple({ n: square({ n }) }) }));

export const load = task(() =>
	outputs({
		whole: 2n ** 53n + 1n,
		when: timestamp("2026-01-02T03:04:05.123456Z") as Timestamp,
		lasting: duration("36h") as Duration,
		parcel: {
			name: "box",
			corners: [
				{ x: 1, y: 2 },
				{ x: 3, y: 0.5 },
			],
			tags: { ä: "ö", constructor: "own" },
			weight: 2,
			pieces: 4,
		} as Parcel,
		colour: "green" as Colour,
		either: 7 as Int | string,
		maybe: undefined as string | undefined,
		lists: [[], ["a", "b"]] as string[][],
	}),
);
/** Both sides of a sentence: what flytekit says it saw, and what is here again. */
export const unload = task(({ whole, when, lasting, parcel, colour, either, maybe, lists, told }: Seen): string[] => [
	told,
	`${whole} ${when.toString()} ${lasting.ms} ${colour} ${typeof either} ${maybe} ${JSON.stringify(lists)}`,
	JSON.stringify(parcel),
]);
export const throughPython = workflow(() => {
	const { whole, when, lasting, parcel, colour, either, maybe, lists } = load();
	const seen = lookAt({ whole, when, lasting, parcel, colour, either, maybe, lists });
	return unload({
		whole: seen.whole,
		when: seen.when,
		lasting: seen.lasting,
		parcel: seen.parcel,
		colour: seen.colour,
		either: seen.either,
		maybe: seen.maybe,
		lists: seen.lists,
		told: seen.told,
	});
});

export const filesThroughPython = workflow(({ text }: Inputs<{ text: string }>) => {
	const words = scatter({ note: shout({ note: writeNote({ text }) }) });
	return outputs({
		names: gather({ words: addWord({ words, word: "python" }) }),
		best: warmest({ readings: warmUp({ readings: measure({ stations: 4 }) }) }),
	});
});

/** One microsecond later; its last digit must not be a 9. */
const later = (when: Timestamp): Timestamp =>
	timestamp(when.toString().replace(/\d(?=\d{3}Z$)/, (digit) => String(Number(digit) + 1)));

/** For Python workflows: changes what it got where TypeScript can tell one from the other. */
export const weigh = task(({ whole, when, lasting, parcel, colour, either, maybe, lists }: Cargo) =>
	outputs({
		whole: whole + 2n,
		when: later(when),
		lasting: duration(lasting.ms * 2) as Duration,
		parcel: { ...parcel, corners: [...parcel.corners, { x: 7, y: -0.5 }] } as Parcel,
		colour: "red" as Colour,
		either,
		maybe,
		lists: [...lists, ["typescript"]],
		told: `${whole} ${when.toString()} ${colour} ${typeof either} ${String(maybe)} ${parcel.corners.length}`,
	}),
);
export const cool = task(
	async ({ readings }: { readings: StructuredDataset<Reading> }): Promise<StructuredDataset<Reading>> => {
		const rows: Reading[] = [];
		for await (const row of readings.rows()) rows.push({ ...row, degrees: row.degrees - 0.5 });
		return new StructuredDataset(rows);
	},
);
