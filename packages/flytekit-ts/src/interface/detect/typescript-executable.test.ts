import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { isFlyteError } from "../../errors/index.js";
import { typescriptExecutable } from "./typescript-executable.js";

it("finds the executable of exactly the pinned TypeScript", () => {
	expect(execFileSync(typescriptExecutable(), ["--version"], { encoding: "utf8" })).toBe("Version 7.0.2\n");
});

it("says which optional package is missing", () => {
	let thrown: unknown;
	try {
		typescriptExecutable("plan9", "mips");
	} catch (error) {
		thrown = error;
	}
	expect(isFlyteError(thrown, "INTERFACE_NO_CHECKER")).toBe(true);
	expect((thrown as Error).message).toBe(
		"TypeScript's checker is not installed for plan9-mips\n" +
			"  way out: install with optional dependencies (npm install without --omit=optional), so that @typescript/typescript-plan9-mips comes along",
	);
});
