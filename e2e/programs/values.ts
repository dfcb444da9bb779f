import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
	currentContext,
	type Duration,
	FlyteDirectory,
	FlyteFile,
	type Inputs,
	type Int,
	outputs,
	StructuredDataset,
	type Timestamp,
	task,
	workflow,
} from "flytekit-ts";

export interface Point {
	x: Int;
	y: number;
}
/** What a struct may hold, with structs, lists and maps inside. */
export interface Parcel {
	name: string;
	corners: Point[];
	tags: Record<string, string>;
	sent?: Date;
	weight: number;
	pieces: Int;
}
export type Colour = "red" | "green" | "blue";

/** All that has a literal of its own. */
export interface Everything {
	whole: bigint;
	part: number;
	text: string;
	flag: boolean;
	when: Date;
	exact: Timestamp;
	lasting: Duration;
	list: Int[];
	lists: string[][];
	map: Record<string, number>;
	parcel: Parcel;
	colour: Colour;
	either: Int | string;
	maybe: string | undefined;
}

/** Each given back as it came. */
export const echo = task((given: Everything) => outputs({ ...given }));

/** Everything goes through a pod. */
export const allTypes = workflow((given: Inputs<Everything>) => {
	const { whole, part, text, flag, when, exact, lasting, list, lists, map, parcel, colour, either, maybe } =
		echo(given);
	return outputs({
		whole,
		part,
		text,
		flag,
		when,
		exact,
		lasting,
		list,
		lists,
		map,
		parcel,
		colour,
		either,
		maybe,
		pieces: parcel.pieces,
	});
});

export interface Reading {
	station: Int;
	degrees: number;
	name: string;
}

export const writeNote = task(({ text }: { text: string }): FlyteFile<"txt"> => {
	const file = join(currentContext().workingDirectory, "note.txt");
	writeFileSync(file, text);
	return new FlyteFile(file);
});
export const shout = task(async ({ note }: { note: FlyteFile<"txt"> }): Promise<FlyteFile<"txt">> => {
	const file = join(currentContext().workingDirectory, "loud.txt");
	writeFileSync(file, readFileSync(await note.download(), "utf8").toUpperCase());
	return new FlyteFile(file);
});
/** One file for each word, in folders by first letter. */
export const scatter = task(async ({ note }: { note: FlyteFile<"txt"> }): Promise<FlyteDirectory> => {
	const folder = join(currentContext().workingDirectory, "words");
	for (const word of readFileSync(await note.download(), "utf8").split(" ")) {
		await mkdir(join(folder, word.charAt(0)), { recursive: true });
		writeFileSync(join(folder, word.charAt(0), `${word}.txt`), word);
	}
	return new FlyteDirectory(folder);
});
export const gather = task(async ({ words }: { words: FlyteDirectory }): Promise<string[]> => {
	const folder = await words.download();
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".txt"))
		.sort();
});
export const measure = task(({ stations }: { stations: Int }): StructuredDataset<Reading> => {
	const rows = Array.from({ length: stations }, (_, i) => ({ station: i, degrees: i / 2, name: `station ${i}` }));
	return new StructuredDataset(rows);
});
export const warmest = task(async ({ readings }: { readings: StructuredDataset<Reading> }): Promise<Reading> => {
	let best: Reading | undefined;
	for await (const row of readings.rows()) if (best === undefined || row.degrees > best.degrees) best = row;
	if (best === undefined) throw new Error("no readings");
	return best;
});

/** A file, a folder and a table, each written by one pod and read by the next. */
export const files = workflow(({ text, stations }: Inputs<{ text: string; stations: Int }>) => {
	const loud = shout({ note: writeNote({ text }) });
	return outputs({
		loud,
		names: gather({ words: scatter({ note: loud }) }),
		best: warmest({ readings: measure({ stations }) }),
	});
});

/** A URI that leads out of the deployment's store, as a value from elsewhere may. */
export const names = task((): FlyteFile => new FlyteFile("file:///etc/hostname", { remotePath: false }));
export const opens = task(({ file }: { file: FlyteFile }): Promise<string> => file.text());
export const astray = workflow(() => opens({ file: names() }));
