import { currentContext, FlyteDirectory, FlyteFile, type Int, StructuredDataset, task } from "flytekit-ts";
import { Gauge, generated, taken } from "./gauge.js";

/** What the bodies below are measured with; a test gives its own. */
export const measured = { gauge: new Gauge(), rows: 0 };

export const copied = task(async ({ file }: { file: FlyteFile }): Promise<FlyteFile> => {
	return FlyteFile.newRemote("copy").write(await file.open());
});

export const counted = task(async ({ folder }: { folder: FlyteDirectory }): Promise<Int> => {
	let bytes = 0;
	for await (const chunk of taken(await folder.open("a/large"), measured.gauge)) bytes += chunk.byteLength;
	return bytes;
});

/** Writes into the working folder, from which it is uploaded. */
export const written = task(async ({ bytes }: { bytes: Int }): Promise<FlyteFile> => {
	measured.gauge.folder = currentContext().workingDirectory;
	return FlyteFile.new("large").write(generated(bytes, measured.gauge));
});

export const writtenFolder = task(async ({ bytes }: { bytes: Int }): Promise<FlyteDirectory> => {
	measured.gauge.folder = currentContext().workingDirectory;
	const folder = FlyteDirectory.new("folder");
	for (const name of ["a", "b"]) await folder.file(name).write(generated(bytes, measured.gauge));
	return folder;
});

export const downloaded = task(async ({ file }: { file: FlyteFile }): Promise<Int> => {
	measured.gauge.folder = currentContext().workingDirectory;
	const local = new FlyteFile(await file.download());
	let bytes = 0;
	for await (const chunk of taken(await local.open(), measured.gauge)) bytes += chunk.byteLength;
	return bytes;
});

interface Reading {
	at: Int;
	value: number;
}

/** Rows are made as they are asked for. */
export const readings = task(async ({ count }: { count: Int }): Promise<StructuredDataset<Reading>> => {
	return StructuredDataset.from<Reading>(
		(function* () {
			for (let at = 0; at < count; at++) {
				measured.rows++;
				yield { at, value: Math.sin(at) };
			}
		})(),
	);
});
