import { describe, expect, it } from "vitest";
import { tsflyte } from "./tsflyte.js";

const serialize = (file: string) => tsflyte(["serialize", file, "--image", "ghcr.io/acme/app:v1", "--json"]);

describe("entities of one kind and one name", () => {
	it.each([
		["bad/loop.ts", 'two tasks are called "bad.loop.task_4_39": both made at bad/loop.ts:4:39', "StoredTaskResolver"],
		[
			"bad/namesakes.ts",
			'two workflows are called "same.w": at bad/namesakes.ts:5:22 and at bad/namesakes.ts:8:23',
			"give each a name of its own",
		],
		[
			"bad/plan-names.ts",
			'two launch plans are called "plan": at bad/plan-names.ts:5:20 and at bad/plan-names.ts:6:20',
			"give each a name of its own",
		],
	])("are refused by check and serialize: %s", async (file, says, wayOut) => {
		const checked = await tsflyte(["check", file]);
		expect(checked.stdout).toContain(`problem: ${says}`);
		expect(checked.stdout).toContain(wayOut);
		expect(checked.code).toBe(2);
		const serialized = await serialize(file);
		expect(serialized.code).toBe(2);
		const { error } = JSON.parse(serialized.stderr) as { error: { code: string; message: string } };
		expect(error.code).toBe("WIRE_DUPLICATE_ID");
		expect(error.message).toContain(says);
	});

	it("are told apart by the store that they are added to", async () => {
		expect((await tsflyte(["check", "stored.ts"])).stdout).toBe("ok stored.ts: 4 entities, no problems\n");
		const { stdout } = await serialize("stored.ts");
		const specs = JSON.parse(stdout) as { name: string; spec: { template?: { container?: { args: string[] } } } }[];
		const args = specs.map(({ name, spec }) => [name, spec.template?.container?.args.slice(-2).join(" ")]);
		expect(args.slice(0, 3)).toEqual([
			["stored.task_5_51_0", "task-index 0"],
			["stored.task_5_51_1", "task-index 1"],
			["stored.join", "task-name join"],
		]);
		expect((await tsflyte(["run", "stored.ts", "both"])).stdout.trim()).toBe("x y");
	});
});
