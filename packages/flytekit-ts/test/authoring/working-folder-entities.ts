import { writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { currentContext, dynamic, FlyteDirectory, FlyteFile, RecoverableError, task } from "flytekit-ts";

/** Working folders and local copies that bodies have had, in order. */
export const seen: string[] = [];

function folder(): string {
	const { workingDirectory } = currentContext();
	seen.push(workingDirectory);
	return workingDirectory;
}

export const report = task((): FlyteFile<"txt"> => {
	writeFileSync(join(folder(), "report.txt"), "done");
	return FlyteFile.new<"txt">("report.txt");
});

export const parts = task(async (): Promise<FlyteDirectory> => {
	folder();
	const parts = FlyteDirectory.new("parts");
	await parts.file("a.txt").write("a");
	return parts;
});

export const scratch = task((): void => {
	writeFileSync(join(folder(), "scratch"), "");
});

export const kept = task(async (): Promise<FlyteFile> => {
	const path = join(folder(), "kept.txt");
	await writeFile(path, "kept");
	return new FlyteFile(path, { remotePath: false });
});

export const failsAtOnce = task((): void => {
	folder();
	throw new Error("no");
});

export const failsTwice = task({ retries: 2 }, async (): Promise<string> => {
	folder();
	if (currentContext().attempt < 2) throw new RecoverableError("not yet");
	return "now";
});

export const wrongResult = task((): FlyteFile => {
	folder();
	return new FlyteFile("/no/such/file");
});

let shared: FlyteFile | undefined;
export function share(uri: string): void {
	shared = new FlyteFile(uri);
}

export const download = task(async (): Promise<string> => {
	const file = shared as FlyteFile;
	const path = await file.download();
	if ((await file.download()) !== path) throw new Error("copied twice in one attempt");
	seen.push(path);
	return new FlyteFile(path).text();
});

const read = task(async ({ file }: { file: FlyteFile }) => file.text());
export const passes = dynamic(async () => {
	folder();
	return read({ file: await FlyteFile.new("passed.txt").write("passed") });
});
