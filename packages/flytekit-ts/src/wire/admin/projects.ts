import { AdminServiceDefinition } from "../gen/flyteidl/service/admin.js";
import { invoke } from "./invoke.js";
import { pageOf, sortMessage } from "./paging.js";
import type { DomainRecord, ListOptions, Page, ProjectRecord } from "./records.js";
import type { AdminTransport } from "./transport.js";

const STATES: readonly ProjectRecord["state"][] = ["active", "archived", "system"];

export async function listProjects(transport: AdminTransport, options: ListOptions = {}): Promise<Page<ProjectRecord>> {
	const request = {
		limit: options.limit ?? 100,
		token: options.token ?? "",
		filters: options.filters ?? "",
		sortBy: sortMessage(options.sortBy),
		org: "",
	};
	const reply = await invoke(transport, AdminServiceDefinition, (m) => m.listProjects, request);
	const projects = reply.projects.map(({ id, name, description, domains, state }): ProjectRecord => {
		return { id, name, description, domains: domains.map(domainFrom), state: STATES[state] ?? "active" };
	});
	return pageOf(projects, reply.token);
}

export async function getDomains(transport: AdminTransport): Promise<readonly DomainRecord[]> {
	return (await invoke(transport, AdminServiceDefinition, (m) => m.getDomains, {})).domains.map(domainFrom);
}

/** The deployment's own version, such as `v1.16.8`; "" where it does not tell. */
export async function getVersion(transport: AdminTransport): Promise<string> {
	const reply = await invoke(transport, AdminServiceDefinition, (m) => m.getVersion, {});
	return reply.controlPlaneVersion?.Version ?? "";
}

function domainFrom({ id, name }: DomainRecord): DomainRecord {
	return { id, name };
}
