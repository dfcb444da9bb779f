import type { FlyteRemote } from "flytekit-ts/remote";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployed } from "./client.js";
import type { Deployment } from "./deployment.js";
import { flow, hourly, nightly } from "./entities.js";

let server: Deployment;
let remote: FlyteRemote;
let end: () => Promise<void>;

beforeAll(async () => {
	({ server, remote, end } = await deployed({ register: [nightly, hourly] }));
});
afterAll(() => end());

const from = new Date("2026-01-01T06:00:00Z");
const to = new Date("2026-01-04T06:00:00Z");

describe("a backfill", () => {
	it("runs the launch plan once for each tick between two instants, one after the other, told when", async () => {
		const { ticks, version, execution } = await remote.backfill("nightly", { from, to, executionName: "fill" });
		expect(ticks.map((tick) => tick.toISOString())).toEqual(["2026-01-02T06:00:00.000Z", "2026-01-03T06:00:00.000Z"]);
		expect(execution?.id.name).toBe("fill");
		expect(server.execution("fill").spec.launchPlan).toMatchObject({ name: "backfill-nightly", version });
		const nodes = (await remote.fetchWorkflow("backfill-nightly")).toGraph().nodes;
		expect(nodes.map(({ id, after }) => [id, after])).toEqual([
			["b-2026-01-02t06-00-00", []],
			["b-2026-01-03t06-00-00", ["b-2026-01-02t06-00-00"]],
		]);
		expect(nodes[0]?.target).toMatchObject({ kind: "launchPlan", launchPlan: { name: "nightly" } });
		const again = await remote.backfill("nightly", { from, to, executionName: "fill" });
		expect([again.version, again.execution?.id.name]).toEqual([version, "fill"]);
	});

	it("may run them side by side, be only planned, or only registered", async () => {
		const calls = server.calls.length;
		const planned = await remote.backfill(await remote.fetchLaunchPlan("hourly"), {
			from,
			to,
			dryRun: true,
			parallel: true,
		});
		expect(planned.ticks).toHaveLength(71);
		expect(planned.execution).toBe(undefined);
		expect(server.calls.slice(calls).filter((call) => call.startsWith("Create"))).toEqual([]);
		const short = { from, to: new Date("2026-01-01T09:00:00Z"), parallel: true, execute: false } as const;
		const registered = await remote.backfill("hourly", short);
		expect(registered.execution).toBe(undefined);
		const { nodes } = (await remote.fetchWorkflow("backfill-hourly")).toGraph();
		expect(nodes.map(({ after }) => after)).toEqual([[], []]);
	});

	it("is refused without a schedule, without ticks, and for a span that is turned round or too long", async () => {
		await expect(remote.backfill(flow.name, { from, to })).rejects.toThrow(
			`launch plan ${flow.name} at v1 has no schedule\n  way out: a backfill runs what a schedule would have run`,
		);
		await expect(remote.backfill("nightly", { from, to: new Date("2026-01-01T07:00:00Z") })).rejects.toThrow(
			"nightly does not tick between 2026-01-01T06:00:00.000Z and 2026-01-01T07:00:00.000Z\n  way out: its first tick after the start is 2026-01-02T06:00:00.000Z",
		);
		await expect(remote.backfill("nightly", { from: to, to: from })).rejects.toThrow(
			"from an earlier instant to a later one",
		);
		await expect(remote.backfill("nightly", { from, to: new Date("x") })).rejects.toThrow("an invalid date");
		await expect(remote.backfill("hourly", { from, to: new Date("2027-01-01") })).rejects.toThrow(
			"ticks more than 5000 times",
		);
		await expect(remote.backfill("nobody", { from, to })).rejects.toMatchObject({ code: "REMOTE_NOT_FOUND" });
	});
});
