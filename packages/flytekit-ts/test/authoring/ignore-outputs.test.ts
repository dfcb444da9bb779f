import { FlyteError } from "flytekit-ts";
import { type FunctionTask, IgnoreOutputs, isIgnoreOutputs, type Literal } from "flytekit-ts/plugin";
import { describe, expect, it, vi } from "vitest";
import { systemRandom } from "../../src/context/ports/index.js";
import { MemoryBlobStore } from "../../src/storage/index.js";
import { posted, shown, trained, training } from "./ignore-outputs-entities.js";

const rank = (value: bigint) => new Map<string, Literal>([["rank", { kind: "integer", value }]]);
const thrownBy = (run: () => unknown) =>
	(async () => run())().then(
		() => undefined,
		(error: unknown) => error,
	);

describe("a task that throws IgnoreOutputs", () => {
	it("gives it to whoever dispatched it, who writes nothing then", async () => {
		await trained({ rank: 0 });
		const thrown = await thrownBy(() => (trained as unknown as FunctionTask).sandboxExecute(rank(1n)));
		expect(isIgnoreOutputs(thrown)).toBe(true);
		expect((thrown as Error).message).toBe("worker 1 has none");
		const after = await thrownBy(() => (posted as unknown as FunctionTask).sandboxExecute(rank(1n)));
		expect(isIgnoreOutputs(after)).toBe(true);
	});

	it("writes no deck: another process of the same task does", async () => {
		vi.spyOn(process.stderr, "write").mockReturnValue(true);
		const pages = async (value: bigint) => {
			const blobs = new MemoryBlobStore();
			const convert = { blobs, rawOutputPrefix: "mem://out", random: systemRandom };
			const { signal } = new AbortController();
			const context = { executionId: "run", nodePath: "n0", attempt: 0, signal, convert };
			await thrownBy(() => (shown as unknown as FunctionTask).dispatchExecute(context, rank(value)));
			return blobs.list("mem://out");
		};
		await shown({ rank: 0 });
		expect(await pages(0n)).toHaveLength(1);
		expect(await pages(1n)).toEqual([]);
		vi.restoreAllMocks();
	});

	it("fails here, where no other process has outputs", async () => {
		const thrown = await thrownBy(() => training());
		expect((thrown as Error).message).toContain("IgnoreOutputs: worker 3 has none");
	});

	it("is told from other errors, also inside one of ours and from another copy of the package", () => {
		expect(isIgnoreOutputs(new FlyteError("ENGINE_INTERNAL", "x", { cause: new IgnoreOutputs() }))).toBe(true);
		expect(isIgnoreOutputs({ [Symbol.for("flytekit-ts.ignore-outputs")]: true })).toBe(true);
		expect(isIgnoreOutputs(new Error("x", { cause: new IgnoreOutputs() }))).toBe(false);
		expect(isIgnoreOutputs(undefined)).toBe(false);
		const hostile = new Proxy({}, { get: () => expect.fail() });
		expect(isIgnoreOutputs(hostile)).toBe(false);
	});
});
