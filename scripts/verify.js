import { step } from "./step.js";

// `npm run verify`: all that must hold before a change is handed on. Goes on after a failure, so that one run tells all.
const npm = (/** @type {string[]} */ ...args) => ["npm", "run", "-s", ...args];
const steps = /** @type {const} */ ([
	["format", npm("format:check")],
	["build", npm("build")],
	["lint", npm("lint")],
	["generated code", npm("gen:check")],
	["types", npm("types")],
	["types for older compilers", npm("types:compat")],
	["tests", npm("test")],
	["conformance with the goldens", npm("conformance")],
	["package", npm("check:package")],
]);
const failed = steps.filter(([title, command]) => !step(title, command)).map(([title]) => title);
console.log(failed.length === 0 ? "\nverify: all well" : `\nverify: failed: ${failed.join(", ")}`);
if (failed.length > 0) process.exitCode = 1;
