import { expect, test } from "vitest";
import type { NodeView } from "../../../flytekit-ts/src/server/view-model.js";
import { RunModel } from "../model/run-model.js";
import { criticalPath } from "./rows.js";

globalThis.requestAnimationFrame ??= () => 0;
(globalThis as { document?: unknown }).document ??= { hidden: false };

test("the critical path is what the end waited for, inside of nodes too", () => {
	const model = new RunModel();
	const done = (path: string, startedAt: number, endedAt: number): NodeView => ({
		path,
		state: "succeeded",
		startedAt,
		endedAt,
	});
	const node = (id: string, needs: number[] = []) => ({ id, kind: "task" as const, name: id, needs });
	const run = { id: "r", name: "main", kind: "workflow", state: "succeeded", startedAt: 0, endedAt: 30, recovered: 0 };
	model.apply({
		reset: true,
		run: { ...run, root: "main", damage: 0, can: { abort: false, recover: false, rerun: false } },
		graphs: [
			{ path: "main", name: "main", nodes: [node("a"), node("b"), node("c", [0, 1]), node("d")] },
			{ path: "main/b", name: "b", nodes: [node("x"), node("y")] },
		],
		nodes: [
			done("main/a", 0, 5),
			done("main/b", 0, 20),
			done("main/c", 20, 30),
			done("main/d", 0, 12),
			done("main/b/x", 0, 3),
			done("main/b/y", 0, 19),
		],
	});
	expect([...criticalPath(model)].sort()).toEqual(["main/b", "main/b/y", "main/c"]);
});
