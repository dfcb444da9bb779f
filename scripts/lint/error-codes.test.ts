import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { errorCodes } from "../../packages/flytekit-ts/src/errors/codes/index.js";
import { packageRoot } from "../build/paths.js";
import { checkErrorCodes } from "./error-codes.js";

it("reads every code of the package, and finds nothing against them", () => {
	const { problems, count } = checkErrorCodes(`${packageRoot}src/errors/codes`);
	expect(problems).toEqual([]);
	expect(count).toBe(Object.keys(errorCodes).length);
});

it("refuses a code twice, one of another file's area, a strange name, and one without explanation", () => {
	const folder = mkdtempSync(join(tmpdir(), "lint-codes-"));
	const explained = '\n\t\t"A sentence that explains it.",';
	writeFileSync(join(folder, "types.ts"), `export const c = {\n\tTYPES_A:${explained}\n\ttypes:${explained}\n};`);
	writeFileSync(
		join(folder, "wire.ts"),
		`export const c = {\n\tTYPES_A:${explained}\n\tTYPES_B:${explained}\n\tWIRE_C: "",\n};`,
	);
	try {
		expect(checkErrorCodes(folder)).toEqual({
			count: 4,
			problems: [
				"errors/codes/types.ts:4: types is not written as AREA_WHAT_IS_WRONG",
				"errors/codes/wire.ts:2: TYPES_A is also defined at errors/codes/types.ts:2",
				"errors/codes/wire.ts:4: TYPES_B: codes of TYPES live in types.ts",
				"errors/codes/wire.ts:6: WIRE_C has no explanation",
			],
		});
	} finally {
		rmSync(folder, { recursive: true });
	}
});
