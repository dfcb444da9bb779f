import { flyte, imperativeWorkflow } from "flytekit-ts";
import type { FlyteRemote } from "flytekit-ts/remote";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client, deployed, settings } from "./client.js";
import type { Deployment } from "./deployment.js";
import { divide, double, flow, hourly, nightly } from "./entities.js";

let server: Deployment;
let remote: FlyteRemote;
let end: () => Promise<void>;
const name = (entity: { readonly name: string }) => entity.name;

beforeAll(async () => {
	({ server, remote, end } = await deployed({ register: [flow, divide, nightly, hourly] }));
});
afterAll(() => end());

describe("fetching", () => {
	it("gives a task with its template, by the version that was registered last", async () => {
		await remote.register(double, settings("v2"));
		const task = await remote.fetchTask(name(double));
		expect(task.id).toEqual({
			resourceType: "task",
			project: "flytesnacks",
			domain: "development",
			name: double.name,
			version: "v2",
		});
		expect(task.template.container?.image).toBe("ghcr.io/acme/app:v1");
		expect([...task.interface.inputs.keys()]).toEqual(["x"]);
		expect((await remote.fetchTask({ name: double.name, version: "v1" })).id.version).toBe("v1");
	});

	it("gives a workflow with its graph, and its launch plan with the inputs that may be left out", async () => {
		const fetched = await remote.fetchWorkflow(name(flow));
		expect(fetched.toGraph().nodes.map(({ id }) => id)).toEqual(["n0", "n1"]);
		const plan = await remote.fetchLaunchPlan(name(flow));
		expect(plan.workflowId.name).toBe(flow.name);
		expect([...plan.interface.inputs.values()].map(({ name, optional }) => [name, optional]).sort()).toEqual([
			["n", true],
			["name", false],
		]);
		const hourly = await remote.fetchLaunchPlan("hourly");
		expect([...hourly.interface.inputs.keys()]).toEqual(["n"]);
		expect(hourly.options.schedule).toEqual({ kind: "rate", value: 1, unit: "hour" });
	});

	it("gives what may be called in a workflow of this program", async () => {
		const fetched = await remote.fetchTask<{ x: number }, number>({ name: double.name, version: "v1" });
		const around = imperativeWorkflow("around");
		around.addEntity(fetched, { x: around.addWorkflowInput("n", flyte.int()) });
		await remote.register(around, settings("v1"));
		expect((await remote.fetchWorkflow("around")).toGraph().nodes[0]?.target).toMatchObject({
			kind: "task",
			task: { name: double.name },
		});
	});

	it("names what is near to a name or version that is not there", async () => {
		await expect(remote.fetchTask(`${double.name}s`)).rejects.toMatchObject({
			code: "REMOTE_NOT_FOUND",
			message: expect.stringContaining(
				`${remote.endpoint} has no task "${double.name}s" in flytesnacks:development\n`,
			) as unknown,
			details: { wayOut: expect.stringContaining(double.name) as unknown },
		});
		await expect(remote.fetchTask({ name: double.name, version: "v7" })).rejects.toThrow(
			/no task "[\w.]+double" of version "v7" in flytesnacks:development[\s\S]*it has the versions v2, v1, newest first/,
		);
		await expect(remote.fetchWorkflow({ name: flow.name, version: "v1", project: "other" })).resolves.toBeDefined();
		await expect(remote.fetchLaunchPlan("no such plan at all")).rejects.toThrow(
			"register it, or name its project, domain and version",
		);
		await expect(remote.fetchExecution("nobody")).rejects.toMatchObject({
			code: "REMOTE_NOT_FOUND",
			message: expect.stringContaining("execution flytesnacks:development:nobody") as unknown,
		});
	});

	it("finds the active version of a launch plan, which activating and deactivating change", async () => {
		await expect(remote.fetchActiveLaunchPlan("nightly")).rejects.toMatchObject({ code: "REMOTE_NOT_FOUND" });
		expect((await remote.activateLaunchPlan("nightly")).version).toBe("v1");
		const active = await remote.fetchActiveLaunchPlan("nightly");
		expect([active.id.version, active.state]).toEqual(["v1", "active"]);
		await remote.deactivateLaunchPlan(active.id);
		expect(server.active).toEqual([]);
		await expect(remote.activateLaunchPlan("nightlys")).rejects.toThrow('did you mean "nightly"');
	});
});

describe("listing", () => {
	it("gives ids, newest first", async () => {
		const { items } = await remote.listTasks({ name: double.name });
		expect(items.map(({ version }) => version)).toEqual(["v2", "v1"]);
		expect((await remote.listWorkflows({ name: flow.name })).items).toHaveLength(1);
		expect(
			(await remote.listLaunchPlans({ name: "hourly" })).items.map(({ options }) => options.schedule?.kind),
		).toEqual(["rate"]);
	});

	it("tells the deployment's projects, domains, version and whom it takes the caller for", async () => {
		expect((await remote.listProjects()).items.map(({ id, state }) => [id, state])).toEqual([
			["flytesnacks", "active"],
		]);
		expect((await remote.getDomains()).map(({ id }) => id)).toEqual(["development", "production"]);
		expect(await remote.getVersion()).toBe("v1.16.8");
		expect(await remote.userInfo()).toEqual({ subject: "me", name: "Me", email: "me@example.com" });
	});

	it("names pages of the console", async () => {
		const { id } = await remote.fetchTask({ name: double.name, version: "v1" });
		expect(remote.generateConsoleUrl(id)).toBe(
			`http://${server.endpoint}/console/projects/flytesnacks/domains/development/task/${double.name}/version/v1`,
		);
		const other = client("flyte.example.com", { insecure: false, consoleEndpoint: "https://ui.example.com/" } as never);
		expect(other.generateConsoleUrl({ project: "p", domain: "d", name: "e1" })).toBe(
			"https://ui.example.com/console/projects/p/domains/d/executions/e1",
		);
	});
});

describe("registering", () => {
	it("says what was there already, and refuses other content under the same version", async () => {
		expect((await remote.register(double, settings("v2"))).map(({ creation }) => creation)).toEqual(["same"]);
		const other = { ...settings("v2"), env: { A: "b" } };
		await expect(remote.register(double, other)).rejects.toThrow(
			`${remote.endpoint} has task ${double.name} at version v2 already, with other content`,
		);
		await expect(remote.register("double" as never, settings("v2"))).rejects.toMatchObject({ code: "REMOTE_INPUT" });
	});
});
