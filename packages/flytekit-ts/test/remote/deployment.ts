import grpc from "@grpc/grpc-js";
import type { Literal } from "../../src/types/literal.js";
import type { ExecutionSpec } from "../../src/wire/gen/flyteidl/admin/execution.js";
import type { LaunchPlanSpec } from "../../src/wire/gen/flyteidl/admin/launch_plan.js";
import { LaunchPlanClosure, LaunchPlanState } from "../../src/wire/gen/flyteidl/admin/launch_plan.js";
import type { WorkflowSpec } from "../../src/wire/gen/flyteidl/admin/workflow.js";
import { DynamicJobSpec } from "../../src/wire/gen/flyteidl/core/dynamic_job.js";
import type { Identifier, WorkflowExecutionIdentifier } from "../../src/wire/gen/flyteidl/core/identifier.js";
import type { Parameter } from "../../src/wire/gen/flyteidl/core/interface.js";
import { type Binding, type BindingData, LiteralMap } from "../../src/wire/gen/flyteidl/core/literals.js";
import type { TaskTemplate } from "../../src/wire/gen/flyteidl/core/tasks.js";
import type { WorkflowTemplate } from "../../src/wire/gen/flyteidl/core/workflow.js";
import { AdminServiceDefinition } from "../../src/wire/gen/flyteidl/service/admin.js";
import { DataProxyServiceDefinition } from "../../src/wire/gen/flyteidl/service/dataproxy.js";
import { IdentityServiceDefinition } from "../../src/wire/gen/flyteidl/service/identity.js";
import { SignalServiceDefinition } from "../../src/wire/gen/flyteidl/service/signal.js";
import { encodeLiteralMap } from "../../src/wire/literals.js";
import { RegistryServer } from "../packaging/registry-server.js";
import { FakeExecution, referring } from "./fake-execution.js";
import { type Answer, message, on, type Refusal } from "./grpc-service.js";

/**
 * A Flyte deployment on loopback with everything that a client asks of one but the engine: a test says how executions go.
 * What it answers is as flyteadmin 1.16 does, its refusals too.
 */
export class Deployment extends RegistryServer {
	/** Names of calls, in their order. */
	readonly calls: string[] = [];
	readonly executions = new Map<string, FakeExecution>();
	/** Refuses calls by name before they are looked at; may take its time. */
	refuseCall: (name: string, times: number) => Refusal | Promise<Refusal | undefined> | undefined = () => undefined;
	/** What becomes of an execution that was started. */
	onExecution: (execution: FakeExecution) => void = () => {};
	/** Whether the data proxy signs links to blobs of the store, as older ones do. */
	signsDownloads = false;
	/** How many items of a list are sent at a time at most. */
	pageSize = 100;
	readonly #specs = new Map<string, WorkflowSpec>();
	#time = Date.UTC(2026, 0, 1);

	execution(name: string): FakeExecution {
		const found = this.executions.get(name);
		if (found === undefined) throw new Error(`no execution ${name}: ${[...this.executions.keys()]}`);
		return found;
	}
	/** The execution that was started last. */
	get last(): FakeExecution {
		return [...this.executions.values()].at(-1) as FakeExecution;
	}

	protected override called(name: string) {
		this.calls.push(name);
		return this.refuseCall(name, this.calls.filter((call) => call === name).length);
	}

	protected override services(store: string): Map<string, Answer[]> {
		const services = super.services(store);
		services.get(AdminServiceDefinition.fullName)?.push(...this.#entities(), ...this.#executions(), ...this.#places());
		services.get(DataProxyServiceDefinition.fullName)?.push(...this.#data(store));
		services.set(SignalServiceDefinition.fullName, this.#signals());
		services.set(IdentityServiceDefinition.fullName, [
			on(IdentityServiceDefinition.methods.userInfo, () => ({ subject: "me", name: "Me", email: "me@example.com" })),
		]);
		return services;
	}

	#entities(): Answer[] {
		const m = AdminServiceDefinition.methods;
		return [
			on(m.createWorkflow, ({ id, spec }) => {
				this.create("workflow", id, spec?.template);
				this.#specs.set(`${id?.name}@${id?.version}`, spec as WorkflowSpec);
				return {};
			}),
			on(m.getWorkflow, ({ id }) => {
				const template = this.get<WorkflowTemplate>("workflow", id);
				const { subWorkflows = [] } = this.#specs.get(`${id?.name}@${id?.version}`) ?? {};
				const all = [template, ...subWorkflows];
				const tasks = all.flatMap(({ nodes }) =>
					nodes.flatMap((node) => (node.target?.$case === "taskNode" ? [node.target.value.reference?.value] : [])),
				);
				const compiledWorkflow = {
					primary: { template: withEnds(template), connections: undefined },
					subWorkflows: subWorkflows.map((sub) => ({ template: withEnds(sub), connections: undefined })),
					tasks: tasks.map((task) => ({ template: this.get<TaskTemplate>("task", task) })),
					launchPlans: [],
				};
				return { id, closure: { compiledWorkflow, createdAt: undefined } as never };
			}),
			on(m.getLaunchPlan, ({ id }) => this.#launchPlan(id as Identifier)),
			on(m.listLaunchPlans, ({ id, limit }) => ({
				launchPlans: this.versions("launchPlan", id)
					.slice(0, limit)
					.map((one) => this.#launchPlan(one)),
			})),
			on(m.getActiveLaunchPlan, ({ id }) => {
				const found = this.versions("launchPlan", id).find((one) => this.active.includes(`${one.name}@${one.version}`));
				if (found === undefined) throw { code: grpc.status.NOT_FOUND, details: "No active launch plan could be found" };
				return this.#launchPlan(found);
			}),
			on(m.updateLaunchPlan, ({ id, state }) => {
				this.get("launchPlan", id);
				const key = `${id?.name}@${id?.version}`;
				const others = this.active.filter((one) => !one.startsWith(`${id?.name}@`));
				this.active.splice(0, this.active.length, ...others, ...(state === LaunchPlanState.ACTIVE ? [key] : []));
				return {};
			}),
			on(m.listNamedEntities, ({ resourceType, project, domain }) => {
				const kind = ["", "task", "workflow", "launchPlan"][resourceType] as string;
				const names = this.created.filter((key) => key.startsWith(`${kind} `)).map((key) => key.split(/[ @]/)[1] ?? "");
				return {
					entities: [...new Set(names)].map((name) => ({
						resourceType,
						id: { project, domain, name, org: "" },
						metadata: undefined,
					})),
				};
			}),
		];
	}

	#launchPlan(id: Identifier) {
		const spec = this.get<LaunchPlanSpec>("launchPlan", id);
		const workflow = this.get<WorkflowTemplate>("workflow", spec.workflowId);
		const parameters = new Map<string, Parameter>();
		for (const [name, variable] of workflow.interface?.inputs?.variables ?? []) {
			if (spec.fixedInputs?.literals.has(name)) continue;
			parameters.set(
				name,
				spec.defaultInputs?.parameters.get(name) ?? { var: variable, behavior: { $case: "required", value: true } },
			);
		}
		const closure = message(LaunchPlanClosure, {
			state: this.active.includes(`${id.name}@${id.version}`) ? LaunchPlanState.ACTIVE : LaunchPlanState.INACTIVE,
			expectedInputs: { parameters },
			expectedOutputs: workflow.interface?.outputs,
		});
		return { id, spec, closure };
	}

	#executions(): Answer[] {
		const m = AdminServiceDefinition.methods;
		const start = (id: WorkflowExecutionIdentifier, spec: ExecutionSpec, inputs: LiteralMap) => {
			if (this.executions.has(id.name)) {
				throw { code: grpc.status.ALREADY_EXISTS, details: "entry already exists" };
			}
			this.#time += 60_000;
			const execution = new FakeExecution(id, spec, inputs, new Date(this.#time));
			this.executions.set(id.name, execution);
			this.onExecution(execution);
			return { id };
		};
		const again = (given: WorkflowExecutionIdentifier | undefined, name: string, mode: "relaunch" | "recovered") => {
			const old = this.#found(given);
			if (mode === "recovered" && !["FAILED", "ABORTED", "TIMED_OUT"].includes(old.phase)) {
				throw { code: grpc.status.FAILED_PRECONDITION, details: `execution is ${old.phase}: it cannot be recovered` };
			}
			return start({ ...old.id, name }, referring(old.spec, old.id, mode), old.inputs);
		};
		return [
			on(m.createExecution, ({ project, domain, name, spec, inputs }) => {
				const { launchPlan } = spec ?? {};
				const kind = launchPlan?.resourceType === 1 ? "task" : "launchPlan";
				this.get(kind, launchPlan);
				return start({ project, domain, name, org: "" }, spec as ExecutionSpec, inputs ?? { literals: new Map() });
			}),
			on(m.relaunchExecution, ({ id, name }) => again(id, name, "relaunch")),
			on(m.recoverExecution, ({ id, name }) => again(id, name, "recovered")),
			on(m.getExecution, ({ id }) => this.#found(id).look()),
			on(m.getExecutionData, ({ id }) => {
				const { inputs, outputs } = this.#found(id);
				return { fullInputs: inputs, fullOutputs: outputs };
			}),
			on(m.listExecutions, ({ limit, token, filters }) => {
				const phase = /eq\(phase,(\w+)\)/.exec(filters)?.[1];
				const all = [...this.executions.values()].filter((one) => phase === undefined || one.phase === phase).reverse();
				const page = paged(all, Math.min(limit, this.pageSize), token);
				return { executions: page.items.map((one) => one.message()), token: page.token };
			}),
			on(m.terminateExecution, ({ id, cause }) => {
				const found = this.#found(id);
				if (["SUCCEEDED", "FAILED", "ABORTED"].includes(found.phase)) {
					throw {
						code: grpc.status.INVALID_ARGUMENT,
						details: "Cannot abort an already terminated workflow execution",
					};
				}
				found.phase = "ABORTED";
				found.abortCause = cause;
				return {};
			}),
			on(m.listNodeExecutions, ({ workflowExecutionId, uniqueParentId, limit, token }) => {
				const all = this.#found(workflowExecutionId).nodeMessages(uniqueParentId);
				const page = paged(all, Math.min(limit, this.pageSize), token);
				return { nodeExecutions: page.items, token: page.token };
			}),
			on(m.getNodeExecutionData, ({ id }) => {
				const node = this.#found(id?.executionId).nodes.find((one) => one.id === id?.nodeId);
				if (node === undefined) throw { code: grpc.status.NOT_FOUND, details: "missing node execution" };
				const dynamicWorkflow = node.futures === undefined ? undefined : compiled(node.futures);
				return { fullInputs: node.inputs, fullOutputs: node.outputs, dynamicWorkflow };
			}),
			on(m.listTaskExecutions, ({ nodeExecutionId }) => ({
				taskExecutions: this.#found(nodeExecutionId?.executionId).attemptMessages(nodeExecutionId?.nodeId ?? ""),
			})),
		];
	}

	#places(): Answer[] {
		const m = AdminServiceDefinition.methods;
		const domains = ["development", "production"].map((id) => ({ id, name: id }));
		return [
			on(m.listProjects, () => ({
				projects: [
					{ id: "flytesnacks", name: "snacks", domains, description: "", labels: undefined, state: 0, org: "" },
				] as never,
			})),
			on(m.getDomains, () => ({ domains })),
			on(m.getVersion, () => ({ controlPlaneVersion: { Build: "", Version: "v1.16.8", BuildTime: "" } })),
		];
	}

	#signals(): Answer[] {
		const m = SignalServiceDefinition.methods;
		return [
			on(m.listSignals, ({ workflowExecutionId }) => ({
				signals: [...this.#found(workflowExecutionId).signals].map(([signalId, { type, value }]) => ({
					id: { signalId, executionId: workflowExecutionId },
					type,
					value,
				})),
			})),
			on(m.setSignal, ({ id, value }) => {
				const found = this.#found(id?.executionId).signals.get(id?.signalId ?? "");
				if (found === undefined) throw { code: grpc.status.NOT_FOUND, details: "missing signal" };
				if (value !== undefined) found.value = value;
				return {};
			}),
		];
	}

	#data(store: string): Answer[] {
		const m = DataProxyServiceDefinition.methods;
		return [
			on(m.createUploadLocation, ({ project, domain, filename, filenameRoot, contentMd5 }) => {
				const md5 = Buffer.from(contentMd5).toString("hex");
				const path = `${project}/${domain}/${filenameRoot === "" ? md5 : filenameRoot}/${filename}`;
				return {
					signedUrl: `${store}/${path}?signature=canary&md5=${md5}`,
					nativeUrl: `s3://store/${path}`,
					headers: new Map([["x-signed", "yes"]]),
				};
			}),
			on(m.createDownloadLocation, ({ nativeUrl }) => {
				if (!this.signsDownloads) throw { code: grpc.status.UNIMPLEMENTED, details: "use CreateDownloadLink" };
				return { signedUrl: `${store}/${nativeUrl.split("://")[1]}?signature=canary`, expiresAt: undefined };
			}),
			on(m.getData, ({ flyteUrl }) => {
				const [, , , , name = ""] = flyteUrl.split("/").slice(1);
				const found = this.executions.get(name);
				if (found === undefined) throw { code: grpc.status.NOT_FOUND, details: "no such data" };
				return {
					data: { $case: "literalMap", value: flyteUrl.endsWith("/i") ? found.inputs : found.outputs } as never,
				};
			}),
		];
	}

	#found(id: WorkflowExecutionIdentifier | undefined): FakeExecution {
		const found = this.executions.get(id?.name ?? "");
		if (found !== undefined && found.id.project === id?.project && found.id.domain === id?.domain) return found;
		throw { code: grpc.status.NOT_FOUND, details: `missing entity of type execution with identifier ${id?.name}` };
	}
}

/** A dynamic's graph as propeller compiles it. */
function compiled(futures: Uint8Array): never {
	const { nodes, outputs, tasks, subworkflows } = DynamicJobSpec.decode(futures);
	const place = { project: "flytesnacks", domain: "development", org: "" };
	const id = { ...place, resourceType: 2, name: "dynamic_n0", version: "1" };
	const compiledWorkflow = {
		primary: { template: withEnds({ id, nodes, outputs } as never), connections: undefined },
		subWorkflows: subworkflows.map((sub) => ({ template: withEnds(sub), connections: undefined })),
		tasks: tasks.map((task) => ({ template: task })),
		launchPlans: [],
	};
	return { id, compiledWorkflow, dynamicJobSpecUri: "s3://store/futures.pb" } as never;
}

/** A workflow with the two nodes that the compiler puts around one: what reads its inputs reads those of the first. */
function withEnds(template: WorkflowTemplate): WorkflowTemplate {
	const bound = (inputs: readonly Binding[]) =>
		inputs.map(({ var: name, binding }) => ({ var: name, binding: fromStart(binding) }));
	const own = { upstreamNodeIds: [], outputAliases: [], metadata: undefined, target: undefined };
	const ends = [
		{ ...own, id: "start-node", inputs: [] },
		{ ...own, id: "end-node", inputs: bound(template.outputs) },
	];
	const nodes = template.nodes.map((node) => ({ ...node, inputs: bound(node.inputs) }));
	return { ...template, outputs: bound(template.outputs), nodes: [...(ends as never[]), ...nodes] } as WorkflowTemplate;
}

function fromStart(data: BindingData | undefined): BindingData | undefined {
	const value = data?.value;
	if (value?.$case === "promise" && value.value.nodeId === "") {
		return { ...data, value: { ...value, value: { ...value.value, nodeId: "start-node" } } } as BindingData;
	}
	if (value?.$case !== "collection") return data;
	const bindings = value.value.bindings.map(fromStart);
	return { ...data, value: { ...value, value: { ...value.value, bindings } } } as BindingData;
}

/** Literals as messages have them. */
export function literalMap(values: Readonly<Record<string, Literal>>): LiteralMap {
	return LiteralMap.decode(encodeLiteralMap(new Map(Object.entries(values)), "values"));
}

function paged<T>(all: readonly T[], limit: number, token: string): { readonly items: T[]; readonly token: string } {
	const from = token === "" ? 0 : Number(token);
	const items = all.slice(from, from + limit);
	return { items, token: from + limit < all.length ? String(from + limit) : "" };
}
