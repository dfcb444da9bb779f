import { expect, it } from "vitest";
import { checkLockfile } from "./lockfile.js";

it("names an optional dependency without an entry, and finds entries beside, above and at the root", () => {
	const packages = {
		"": {},
		"packages/a": { optionalDependencies: { hoisted: "1.0.0" } },
		"node_modules/hoisted": {},
		"node_modules/b": { optionalDependencies: { own: "2.0.0", gone: "3.0.0" } },
		"node_modules/b/node_modules/own": {},
		"node_modules/b/node_modules/own/node_modules/c": { optionalDependencies: { own: "2.0.0", hoisted: "1.0.0" } },
		"node_modules/d": { optionalDependencies: { own: "2.0.0" } },
	};
	expect(checkLockfile({ packages })).toEqual([
		"package-lock.json: node_modules/b may need gone@3.0.0, and there is no entry for it",
		"package-lock.json: node_modules/d may need own@2.0.0, and there is no entry for it",
	]);
});
