import { randomUUID } from "node:crypto";
import type { BlobStore } from "../context/ports/index.js";
import { joinUri } from "../context/uri.js";
import { type ContainerError, encodeErrorDocument } from "../wire/index.js";
import type { FlyteEnvironment } from "./environment.js";

/** Files that an attempt leaves below its output prefix, in the order in which they are written: what names others comes last. */
export type Answer = readonly (readonly [name: string, bytes: Uint8Array])[];

const ANSWERS = ["outputs.pb", "futures.pb", "error.pb"];

/** The answer of an attempt that failed. Of several workers each has a file of its own. */
export function errorAnswer(error: ContainerError, flyte: FlyteEnvironment): Answer {
	const name = flyte.manyWorkers ? `error-${randomUUID().replaceAll("-", "")}.pb` : "error.pb";
	return [[name, encodeErrorDocument(error)]];
}

/** Writes it, each file whole or not at all. Throws what the store throws. */
export async function writeAnswer(answer: Answer, outputPrefix: string, blobs: BlobStore): Promise<void> {
	for (const [name, bytes] of answer) await blobs.write(joinUri(outputPrefix, name), bytes);
}

/** Whether an attempt has given what it came to: who dies afterwards has done its work. Never throws. */
export async function isAnswered(outputPrefix: string, blobs: BlobStore): Promise<boolean> {
	const found = await Promise.allSettled(ANSWERS.map((name) => blobs.stat(joinUri(outputPrefix, name))));
	return found.some((one) => one.status === "fulfilled" && one.value !== undefined);
}

/** Takes back what of an answer may be there though its store said otherwise, so that an error stands alone. Never throws. */
export async function withdrawAnswer(answer: Answer, outputPrefix: string, blobs: BlobStore): Promise<void> {
	await Promise.allSettled(answer.map(([name]) => blobs.delete(joinUri(outputPrefix, name))));
}
