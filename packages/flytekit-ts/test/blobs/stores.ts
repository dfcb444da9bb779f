import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { withState } from "../../src/context/async-state.js";
import { ExecutionContext } from "../../src/context/execution.js";
import type { Random } from "../../src/context/ports/index.js";
import { localStores } from "../../src/storage/index.js";
import type { ConvertContext } from "../../src/types/index.js";

/** A context with its own memory; outputs go to `mem://out/id1/...`, `mem://out/id2/...` unless another prefix is given. */
export function testContext(rawOutputPrefix = "mem://out"): ConvertContext {
	let count = 0;
	const random: Random = { next: () => 0, id: () => `id${++count}` };
	return { blobs: localStores(), rawOutputPrefix, random };
}

/** A local folder that is gone after the test. */
export function localFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), "blobs-"));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** Runs `body` as a task's body would be. */
export function insideTask<T>(ctx: ConvertContext, body: () => Promise<T>): Promise<T> {
	const { signal } = new AbortController();
	const facts = { executionId: "run", nodePath: "main/n0", attempt: 0, signal };
	const execution = new ExecutionContext(facts, "m.t", ctx.rawOutputPrefix);
	return withState({ execution, blobs: ctx }, body);
}

/** The message of the error that must come. */
export async function messageOf(what: () => unknown): Promise<string> {
	try {
		await what();
	} catch (error) {
		return error instanceof Error && "code" in error ? `${String(error.code)} ${error.message}` : String(error);
	}
	throw new Error("it was accepted");
}

export const utf8 = (text: string) => new TextEncoder().encode(text);
export const textOf = (data: Uint8Array) => new TextDecoder().decode(data);
