import type { Int } from "flytekit-ts";
import {
	FakeClock,
	MemoryBlobStore,
	type Mock,
	mock,
	type Patch,
	patch,
	runLocal,
	seededRandom,
} from "flytekit-ts/testing";
import { divide, nothing, pair, square, wiring } from "./accepted-definitions.js";
import { same } from "./same.js";

// What flytekit-ts/testing takes and gives. Compiled by every supported TypeScript, never run.

export async function accepted(): Promise<void> {
	const patched = patch(square, ({ x }) => x + 1);
	same<typeof patched, Patch<{ x: Int }>>();
	same<typeof patched.calls, { x: Int }[]>();
	patch(square, async ({ x }) => x).restore();
	patch(pair, (): [Int, string] => [1, "a"])[Symbol.dispose]();
	patch(nothing, () => {});
	const within = await patch(
		square,
		() => 1,
		async ({ calls }) => calls.length,
	);
	same<typeof within, number>();

	const told = mock(square).returns(3).returnsOnce(4).throws(new Error("no"));
	same<typeof told, Mock<{ x: Int }, Int>>();

	const ran = await runLocal(square, { x: 3 }, { clock: new FakeClock({ auto: true }), random: seededRandom(3) });
	same<typeof ran, Int>();
	const parts = await runLocal(
		divide,
		{ a: 7, b: 2 },
		{ blobs: new MemoryBlobStore(), signals: { "approve-me": true } },
	);
	same<typeof parts, { q: Int; r: Int }>();
	await runLocal(wiring, { n: 3, names: [] } as never);
}

export function refused(): void {
	// @ts-expect-error a text for an Int
	patch(square, () => "no");
	// @ts-expect-error an input that it does not have
	patch(square, ({ y }) => y);
	// @ts-expect-error a text for an Int
	mock(square).returns("no");
	// @ts-expect-error an option that does not exist
	void runLocal(square, { x: 3 }, { clocks: 1 });
	// @ts-expect-error an input that is missing
	void runLocal(square, {});
}
