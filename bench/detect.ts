import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { detectModules } from "../packages/flytekit-ts/src/interface/detect/index.js";
import { count } from "./arguments.js";
import { expectEqual, type Figures, measure } from "./measure.js";

/** Reads the interfaces of N tasks in one file, with no cache: TypeScript's start included. */
export async function run(args: string[]): Promise<Figures> {
	const n = count(args, 0);
	const work = mkdtempSync(join(tmpdir(), "flytekit-ts-bench-"));
	try {
		const root = join(dirname(fileURLToPath(import.meta.url)), "..");
		symlinkSync(join(root, "node_modules"), join(work, "node_modules"));
		writeFileSync(join(work, "package.json"), '{ "type": "module" }\n');
		const file = join(work, "tasks.ts");
		const tasks = Array.from(
			{ length: n },
			(_, i) => `/** Task ${i}. */
export const task${i} = task(({ a, b = ${i} }: { a: Int; b?: number }) => ({ a, b, names: ["x"] }));`,
		);
		writeFileSync(file, `import { type Int, task } from "flytekit-ts";\n\n${tasks.join("\n\n")}\n`);
		const { value, ...figures } = await measure(() => detectModules([file], { root: work }));
		expectEqual("tasks found", value[0]?.sites.filter((site) => site.interface !== undefined).length, n);
		return { n, ...figures, wall_ms_per_task: Math.round((figures.wall_s / n) * 1e5) / 100 };
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}
