import { expect, test, vi } from "vitest";
import type { NodeView } from "../../../flytekit-ts/src/server/view-model.js";
import { rowsOf } from "./compare-rows.js";
import { RunModel } from "./run-model.js";

// nobody looks at these models
vi.stubGlobal("document", { hidden: false });
vi.stubGlobal("requestAnimationFrame", () => 0);

function run(nodes: readonly NodeView[]): RunModel {
	const model = new RunModel();
	const about = { id: "r", name: "m.main", kind: "dynamic", state: "succeeded", startedAt: 0, recovered: 0 };
	const can = { abort: false, recover: false, rerun: false };
	model.apply({ reset: true, run: { ...about, root: "main", damage: 0, can }, graphs: [], nodes });
	return model;
}
const call = (path: string, more: object = {}): NodeView => ({
	path,
	state: "succeeded",
	name: "m.square",
	startedAt: 0,
	endedAt: 5,
	...more,
});

test("a call is compared with itself, folded or not", () => {
	const plain = run([call("main/dn0"), call("main/dn1", { state: "failed" }), call("main/dn2")]);
	const folded = run([
		call("main/an0", { elements: 2, kind: "array" }),
		call("main/an0[0]", { call: "dn0", endedAt: 9 }),
		call("main/an0[1]", { call: "dn1" }),
		call("main/dn2"),
	]);
	expect(rowsOf(plain, folded).map(({ path, states, by }) => [path, ...states, by])).toEqual([
		["main/dn1", "failed", "succeeded", 0],
		["main/dn0", "succeeded", "succeeded", 4],
		["main/dn2", "succeeded", "succeeded", 0],
	]);
});

test("calls that share a container are compared as their array", () => {
	const shared = run([call("main/an0", { elements: 1, kind: "array" }), call("main/an0[0]", { call: "dn0-dn7" })]);
	expect(rowsOf(shared, shared).map(({ path }) => path)).toEqual(["main/an0"]);
});
