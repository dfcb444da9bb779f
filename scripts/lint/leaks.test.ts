import { expect, it } from "vitest";
import { leaksIn } from "./leaks.js";

it("finds paths of a machine and registry addresses, with their line", () => {
	const path = ["", "work", "project"].join("/");
	expect(leaksIn(`fine\nat ${path}/a.ts:3`)).toEqual([`2: a path of one machine: at ${path}/a.ts:3`]);
	expect(leaksIn("at /home/ada/flow.ts:3", ["/home/ada"])).toEqual([
		"1: a folder of this machine: at /home/ada/flow.ts:3",
	]);
	expect(leaksIn("at /home/ada/flow.ts:3", ["/home/bob", "/"])).toEqual([]);
	expect(leaksIn('  "resolved": "https://registry.example/x.tgz",')).toEqual([
		'1: a registry\'s address in the lock file: "resolved": "https://registry.example/x.tgz",',
	]);
	expect(leaksIn("registry=https://registry.example")).toHaveLength(1);
});

it("lets relative paths, addresses and placeholders pass", () => {
	const inTemplate = ["$", "{root}/work/x"].join("");
	expect(leaksIn(`see docs/work/a.md, https://example.org/root/x and ${inTemplate}\n./home/x`)).toEqual([]);
	expect(leaksIn('"resolved": "packages/flytekit-ts"')).toEqual([]);
});
