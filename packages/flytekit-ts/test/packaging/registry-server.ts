import { createHash } from "node:crypto";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isDeepStrictEqual } from "node:util";
import grpc from "@grpc/grpc-js";
import { type LaunchPlanSpec, LaunchPlanState } from "../../src/wire/gen/flyteidl/admin/launch_plan.js";
import type { Task } from "../../src/wire/gen/flyteidl/admin/task.js";
import type { Workflow } from "../../src/wire/gen/flyteidl/admin/workflow.js";
import type { Identifier } from "../../src/wire/gen/flyteidl/core/identifier.js";
import type { TaskTemplate } from "../../src/wire/gen/flyteidl/core/tasks.js";
import type { WorkflowTemplate } from "../../src/wire/gen/flyteidl/core/workflow.js";
import { AdminServiceDefinition } from "../../src/wire/gen/flyteidl/service/admin.js";
import { DataProxyServiceDefinition } from "../../src/wire/gen/flyteidl/service/dataproxy.js";
import { type Answer, on, type Refusal, serve } from "../remote/grpc-service.js";

export type { Refusal };

export type Kept = TaskTemplate | WorkflowTemplate | LaunchPlanSpec;

/**
 * As much of a Flyte deployment as registering needs, on loopback: its registry over gRPC, and a store that takes PUTs of the very bytes that
 * their URL was signed for.
 */
export class RegistryServer {
	/** `task module.name@version`, in the order of their creation. */
	readonly created: string[] = [];
	/** Launch plans that were made active. */
	readonly active: string[] = [];
	/** Uploaded files by native URI. */
	readonly store = new Map<string, Buffer>();
	/** Decides about a creation, by `task module.name`, before anything else does. */
	refuse: (entity: string) => Refusal | undefined = () => undefined;
	/** Answers PUTs with this status instead. */
	putStatus: number | undefined;
	readonly #entities = new Map<string, { readonly id: Identifier; readonly content: Kept }>();
	readonly #grpc = new grpc.Server();
	#http: HttpServer | undefined;
	#port = 0;

	/** `127.0.0.1:port`. */
	get endpoint(): string {
		return `127.0.0.1:${this.#port}`;
	}
	/** Variables by which `tsflyte` finds it. */
	get env(): Readonly<Record<string, string>> {
		return { FLYTE_PLATFORM_URL: `dns:///${this.endpoint}`, FLYTE_PLATFORM_INSECURE: "true", FLYTECTL_CONFIG: "" };
	}
	content(entity: string): Kept | undefined {
		return this.#entities.get(entity)?.content;
	}

	async start(): Promise<void> {
		const base = await this.#startStore();
		for (const [service, answers] of this.services(base)) {
			serve(this.#grpc, service, answers, (name) => this.called(name));
		}
		this.#port = await new Promise<number>((resolve, reject) =>
			this.#grpc.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
				error === null ? resolve(port) : reject(error),
			),
		);
	}

	/** Told of each call before it is answered, and may refuse it. */
	protected called(_: string): Refusal | Promise<Refusal | undefined> | undefined {
		return undefined;
	}

	/** What is answered, by service. `store` takes the uploads. */
	protected services(store: string): Map<string, Answer[]> {
		const m = AdminServiceDefinition.methods;
		const admin = [
			on(m.createTask, ({ id, spec }) => this.create("task", id, spec?.template)),
			on(m.createWorkflow, ({ id, spec }) => this.create("workflow", id, spec?.template)),
			on(m.createLaunchPlan, ({ id, spec }) => this.create("launchPlan", id, spec)),
			on(m.getTask, ({ id }) => taskMessage(id, this.get<TaskTemplate>("task", id))),
			on(m.getWorkflow, ({ id }) => workflowMessage(id, this.get<WorkflowTemplate>("workflow", id))),
			on(m.getLaunchPlan, ({ id }) => ({ id, spec: this.get<LaunchPlanSpec>("launchPlan", id), closure: undefined })),
			on(m.listTasks, ({ id }) => ({ tasks: this.versions("task", id).map((one) => taskMessage(one)), token: "" })),
			on(m.listWorkflows, ({ id }) => ({
				workflows: this.versions("workflow", id).map((one) => workflowMessage(one)),
				token: "",
			})),
			on(m.listLaunchPlans, ({ id }) => ({
				launchPlans: this.versions("launchPlan", id).map((one) => ({ id: one, spec: undefined, closure: undefined })),
				token: "",
			})),
			on(m.updateLaunchPlan, ({ id, state }) => {
				if (state === LaunchPlanState.ACTIVE) this.active.push(`${id?.name}@${id?.version}`);
				return {};
			}),
		];
		const data = [
			on(DataProxyServiceDefinition.methods.createUploadLocation, ({ project, domain, filename, contentMd5 }) => {
				const path = `${project}/${domain}/${Buffer.from(contentMd5).toString("hex")}/${filename}`;
				return {
					signedUrl: `${store}/${path}?signature=canary`,
					nativeUrl: `s3://store/${path}`,
					expiresAt: undefined,
					headers: new Map([["x-signed", "yes"]]),
				};
			}),
		];
		return new Map([
			[AdminServiceDefinition.fullName, admin],
			[DataProxyServiceDefinition.fullName, data],
		]);
	}

	stop(): void {
		this.#grpc.forceShutdown();
		this.#http?.close();
	}

	#startStore(): Promise<string> {
		const http = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on("data", (chunk: Buffer) => chunks.push(chunk));
			request.on("end", () => {
				const body = Buffer.concat(chunks);
				const [path = ""] = (request.url ?? "").slice(1).split("?");
				if (request.method === "GET") {
					const kept = this.store.get(`s3://store/${path}`);
					response.writeHead(kept === undefined ? 404 : 200).end(kept);
					return;
				}
				const md5 = createHash("md5").update(body).digest();
				const isWhole =
					request.headers["content-md5"] === md5.toString("base64") &&
					(request.url ?? "").includes(md5.toString("hex"));
				const isSigned = request.headers["x-signed"] === "yes" && request.method === "PUT";
				const status = this.putStatus ?? (isWhole && isSigned ? 200 : 403);
				if (status === 200) this.store.set(`s3://store/${path}`, body);
				response.writeHead(status).end();
			});
		});
		this.#http = http;
		return new Promise((resolve) =>
			http.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(http.address() as AddressInfo).port}`)),
		);
	}

	protected create(kind: string, id: Identifier | undefined, content: Kept | undefined): object {
		const refusal = this.refuse(`${kind} ${id?.name}`);
		if (refusal !== undefined) throw refusal;
		const key = `${kind} ${id?.name}@${id?.version}`;
		const there = this.#entities.get(key);
		if (id === undefined || content === undefined)
			throw { code: grpc.status.INVALID_ARGUMENT, details: "nothing to create" };
		if (there !== undefined) {
			const isSame = isDeepStrictEqual(there.content, content);
			const code = isSame ? grpc.status.ALREADY_EXISTS : grpc.status.INVALID_ARGUMENT;
			throw { code, details: `${kind} with ${isSame ? "identical" : "different"} structure already exists` };
		}
		this.#entities.set(key, { id, content });
		this.created.push(key);
		return {};
	}

	protected get<T extends Kept>(kind: string, id: Identifier | undefined): T {
		const found = this.#entities.get(`${kind} ${id?.name}@${id?.version}`);
		if (found === undefined) throw { code: grpc.status.NOT_FOUND, details: "entry not found" };
		return found.content as T;
	}

	protected versions(kind: string, of: { readonly name: string } | undefined): Identifier[] {
		const ids = [...this.#entities].flatMap(([key, { id }]) => (key.startsWith(`${kind} `) ? [id] : []));
		return ids.filter(({ name }) => name === of?.name).reverse();
	}
}

export function taskMessage(id: Identifier | undefined, template?: TaskTemplate): Task {
	const closure = template === undefined ? undefined : { compiledTask: { template }, createdAt: undefined };
	return { id, closure, shortDescription: "" };
}

function workflowMessage(id: Identifier | undefined, template?: WorkflowTemplate): Workflow {
	const primary = { template, connections: undefined };
	const compiledWorkflow = { primary, subWorkflows: [], tasks: [], launchPlans: [] };
	return {
		id,
		closure: template === undefined ? undefined : { compiledWorkflow, createdAt: undefined },
		shortDescription: "",
	};
}
