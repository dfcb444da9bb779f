import type { LiteralMap } from "../../types/literal.js";
import { maybe } from "../from-proto/values.js";
import { ArtifactType, DataProxyServiceDefinition } from "../gen/flyteidl/service/dataproxy.js";
import { nodeIdMessage } from "./identifiers.js";
import { invoke } from "./invoke.js";
import { nodeKey } from "./node-executions.js";
import { dateFrom, durationMessage, literalMapFrom } from "./parts.js";
import type { NodeExecutionId } from "./records.js";
import type { AdminTransport } from "./transport.js";

/** Where a file may be put, once. */
export interface SignedUpload {
	/** Takes a PUT. A secret: it carries a signature. */
	readonly signedUrl: string;
	/** Where the cluster reads it from. */
	readonly nativeUrl: string;
	/** Headers that the PUT must have. */
	readonly headers: ReadonlyMap<string, string>;
	readonly expiresAt?: Date;
}

export interface UploadRequest {
	readonly project: string;
	readonly domain: string;
	/** Last part of the URI. */
	readonly filename: string;
	/** Part before it; the same root and content lead to one place. A random one when left out. */
	readonly filenameRoot?: string;
	/** MD5 of what will be put: the signature holds for that content only. */
	readonly contentMd5: Uint8Array;
	/** How long the URL is good; a day when left out. */
	readonly expiresInMs?: number;
}

/** Asks the data proxy for a place to put a file. */
export async function createUploadLocation(transport: AdminTransport, request: UploadRequest): Promise<SignedUpload> {
	const message = {
		project: request.project,
		domain: request.domain,
		filename: request.filename,
		filenameRoot: request.filenameRoot ?? "",
		contentMd5: Buffer.from(request.contentMd5),
		expiresIn: durationMessage(request.expiresInMs ?? 86_400_000),
		addContentMd5Metadata: true,
		org: "",
	};
	const about = `a place for ${request.filename} in ${request.project}:${request.domain}`;
	const reply = await invoke(transport, DataProxyServiceDefinition, (m) => m.createUploadLocation, message, { about });
	const { signedUrl, nativeUrl, headers } = reply;
	return { signedUrl, nativeUrl, headers, ...maybe("expiresAt", dateFrom(reply.expiresAt)) };
}

/** A link to a blob of the cluster's store. Signed: a secret. Older servers only; newer ones give links to a node's artefacts. */
export async function createDownloadLocation(transport: AdminTransport, nativeUrl: string): Promise<string> {
	const request = { nativeUrl, expiresIn: durationMessage(3_600_000) };
	const about = `a link to ${nativeUrl}`;
	const reply = await invoke(transport, DataProxyServiceDefinition, (m) => m.createDownloadLocation, request, {
		about,
	});
	return reply.signedUrl;
}

/** Signed links to a node's deck. */
export async function createDeckLinks(transport: AdminTransport, node: NodeExecutionId): Promise<readonly string[]> {
	const request = {
		artifactType: ArtifactType.ARTIFACT_TYPE_DECK,
		expiresIn: durationMessage(3_600_000),
		source: { $case: "nodeExecutionId" as const, value: nodeIdMessage(node) },
	};
	const about = `the deck of ${nodeKey(node)}`;
	const reply = await invoke(transport, DataProxyServiceDefinition, (m) => m.createDownloadLink, request, { about });
	return reply.preSignedUrls?.signedUrl ?? reply.signedUrl;
}

/** What a `flyte://v1/...` URL stands for: a whole map of literals, or signed links to files. */
export async function getFlyteData(
	transport: AdminTransport,
	flyteUrl: string,
): Promise<{ readonly literals: LiteralMap } | { readonly links: readonly string[] }> {
	const about = flyteUrl;
	const reply = await invoke(transport, DataProxyServiceDefinition, (m) => m.getData, { flyteUrl }, { about });
	switch (reply.data?.$case) {
		case "literalMap":
			return { literals: literalMapFrom(reply.data.value) };
		case "literal":
			return { literals: literalMapFrom({ literals: new Map([["value", reply.data.value]]) }) };
		case "preSignedUrls":
			return { links: reply.data.value.signedUrl };
		case undefined:
			return { literals: new Map() };
	}
}
