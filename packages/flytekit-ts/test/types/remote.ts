import type { Int } from "flytekit-ts";
import type { FetchedTask, FlyteExecution, FlyteRemote, NodeTree, RemoteEvent } from "flytekit-ts/remote";
import { allOptional, divide, nothing, pair, square, wiring } from "./accepted-definitions.js";
import { same } from "./same.js";

// What flytekit-ts/remote takes and gives. Compiled by every supported TypeScript, never run.

export async function accepted(remote: FlyteRemote): Promise<void> {
	const execution = await remote.execute(square, { x: 3 }, { tags: ["a"], wait: true });
	same<typeof execution, FlyteExecution<Int>>();
	const value = await execution.outputs();
	same<typeof value, Int>();
	const tuple = await (await remote.execute(pair, { a: "a" } as never)).outputs();
	same<typeof tuple, [Int, string]>();
	const parts = await (await remote.execute(divide, { a: 7, b: 2 })).outputs();
	same<typeof parts, { q: Int; r: Int }>();
	const none = await (await remote.execute(nothing, { x: 1 })).outputs();
	same<typeof none, void>();
	await remote.execute(allOptional);
	await remote.execute(wiring, { n: 3, names: [] } as never, { version: "v1", image: "ghcr.io/acme/app:v1" });

	const fetched = await remote.fetchTask<{ x: Int }, string>("module.name");
	same<typeof fetched, FetchedTask<{ x: Int }, string>>();
	const text = await (await remote.execute(fetched, { x: 1 })).outputs();
	same<typeof text, string>();
	const untyped = await remote.fetchWorkflow({ name: "module.flow", version: "v1" });
	const anything = await (await remote.execute(untyped, { whatever: [1] })).outputs();
	same<typeof anything, any>();
	await remote.execute(untyped);

	for await (const event of execution.watch({ pollMs: 10 })) {
		same<typeof event, RemoteEvent>();
		if (event.kind === "gate") await execution.approve(event.gate);
	}
	const nodes = await execution.nodes();
	same<typeof nodes, readonly NodeTree[]>();
	const again = await remote.fetchExecution<Int>("name");
	same<typeof again, FlyteExecution<Int>>();
}

export function refused(remote: FlyteRemote, fetched: FetchedTask<{ x: Int }, string>): void {
	// @ts-expect-error a text for an Int
	void remote.execute(square, { x: "no" });
	// @ts-expect-error an input that it does not have
	void remote.execute(square, { x: 1, y: 1 });
	// @ts-expect-error an input that is missing
	void remote.execute(square);
	// @ts-expect-error an option that does not exist
	void remote.execute(square, { x: 1 }, { labls: {} });
	// @ts-expect-error an input that a fetched task does not have
	void remote.execute(fetched, { y: 1 });
	// @ts-expect-error what is no entity
	void remote.execute(() => 1, {});
	// @ts-expect-error a launch plan's backfill needs a span of time
	void remote.backfill("nightly", {});
}
