import type { ExecutionRecord, FlyteExecution, RemoteFailure } from "../../remote/index.js";

/** An execution for programs. */
export function executionJson({ record, consoleUrl }: Pick<FlyteExecution, "record" | "consoleUrl">): object {
	const { id, phase, launched, mode, error, abort, reference, parent, principal, durationMs } = record;
	return {
		execution: { project: id.project, domain: id.domain, name: id.name },
		url: consoleUrl,
		phase,
		entity: { kind: launched.resourceType, name: launched.name, version: launched.version },
		mode,
		createdAt: timeOf(record.createdAt),
		startedAt: timeOf(record.startedAt),
		durationMs: durationMs ?? null,
		error: error === undefined ? null : failureJson(error),
		aborted: abort === undefined ? null : { cause: abort.cause, principal: abort.principal ?? null },
		reference: reference?.name ?? null,
		parent: parent === undefined ? null : { execution: parent.execution.name, node: parent.nodeId },
		principal: principal ?? null,
		labels: Object.fromEntries(record.labels),
		annotations: Object.fromEntries(record.annotations),
		tags: record.tags,
	};
}

export function failureJson({ code, kind, message }: RemoteFailure): object {
	return { code, kind, message };
}

export function timeOf(date: ExecutionRecord["createdAt"]): string | null {
	return date?.toISOString() ?? null;
}
