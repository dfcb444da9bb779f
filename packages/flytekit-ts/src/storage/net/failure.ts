import { errnoOf, notFound } from "../../context/files/access-error.js";
import { displayUri } from "../../context/uri.js";
import { FlyteError, isFlyteError } from "../../errors/index.js";

/** What a request does to a blob, for messages. */
export type Access = "read" | "write";

/** What a store said when it refused. */
export interface Refusal {
	readonly status: number;
	/** The store's own word for it, such as "SlowDown". */
	readonly code?: string;
	readonly message?: string;
	/** By which the store's operators find the request. */
	readonly requestId?: string;
	/** Whether the same request may succeed when it is sent again. */
	readonly passing: boolean;
}

/** What went wrong before there was an answer, or in the middle of one, and after how many tries. */
export interface Breakdown {
	readonly cause: unknown;
	readonly tries: number;
}

/** Who asked, for the way out: "AWS profile dev"; and what to do where nobody may. */
export interface Identity {
	/** Never a secret. */
	readonly description: string;
	readonly wayOut: string;
}

const CERTIFICATE = /^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Whether nothing but another certificate, and no second try, will help. */
export function isCertificateFailure(cause: unknown): boolean {
	return CERTIFICATE.test(codeOf(cause) ?? "");
}

/**
 * Whether a storage error may be gone at the next attempt of the task: the store or the way to it was out of order. The
 * entrypoint reports these as of the system and recoverable.
 */
export function isPassingStorageError(error: unknown): boolean {
	return isFlyteError(error, "STORAGE_UNAVAILABLE");
}

/** The error for an answer that is no success. `tries` counts the requests, all of which ended so. */
export function refusalError(uri: string, access: Access, refusal: Refusal, tries: number, who?: Identity): FlyteError {
	const { status } = refusal;
	const said = `${status}${refusal.code === undefined ? "" : ` ${refusal.code}`}${refusal.message === undefined ? "" : ` (${tidy(refusal.message)})`}`;
	const request = refusal.requestId === undefined ? "" : `, request id ${refusal.requestId}`;
	const place = displayUri(uri);
	if (status === 404 && refusal.code !== undefined && /^(NoSuchBucket|ContainerNotFound)$/.test(refusal.code)) {
		return new FlyteError("STORAGE_BUCKET", `cannot ${access} ${place}: its bucket is not there: ${said}${request}`, {
			wayOut: "check the bucket's name, the account and the endpoint; buckets are not made here",
		});
	}
	if (status === 404 && access === "read") return notFound(uri, new Error(`${said}${request}`));
	if (status === 401 || status === 403) {
		return new FlyteError(
			"STORAGE_DENIED",
			`may not ${access} ${place}: the store answered ${said}${request}${who === undefined ? "" : `; asked as ${who.description}`}`,
			{ wayOut: who?.wayOut ?? "check that the address may be read without signing in" },
		);
	}
	if (refusal.passing) {
		return new FlyteError(
			"STORAGE_UNAVAILABLE",
			`cannot ${access} ${place}: the store answered ${said} to ${tries === 1 ? "the only try" : `each of ${tries} tries`}${request}`,
			{ wayOut: "try again later; if it goes on, look at the store's own status and rate limits" },
		);
	}
	return new FlyteError(
		access === "read" ? "STORAGE_READ" : "STORAGE_WRITE",
		`cannot ${access} ${place}: the store answered ${said}${request}`,
	);
}

/** The error for a line that stayed dead, or broke in the middle, as often as it was tried. */
export function breakdownError(uri: string, access: Access, { cause, tries }: Breakdown, host: string): FlyteError {
	if (isFlyteError(cause)) return cause;
	const reason = reasonOf(cause);
	if (isCertificateFailure(cause)) {
		return new FlyteError(
			access === "read" ? "STORAGE_READ" : "STORAGE_WRITE",
			`cannot ${access} ${displayUri(uri)}: ${host} has a certificate that is not trusted: ${reason}`,
			{ cause, wayOut: "give the authority's certificate in NODE_EXTRA_CA_CERTS" },
		);
	}
	return new FlyteError(
		"STORAGE_UNAVAILABLE",
		`cannot ${access} ${displayUri(uri)}: no whole answer from ${host} in ${tries} ${tries === 1 ? "try" : "tries"}: ${reason}`,
		{ cause, wayOut: "check the endpoint and the network between here and there, then try again" },
	);
}

/** One line, cut. Stores quote parts of signed requests in long answers. */
function tidy(message: string): string {
	const line = message.replace(/\s+/g, " ").trim();
	return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function codeOf(cause: unknown): string | undefined {
	if (typeof cause !== "object" || cause === null) return undefined;
	const { code } = cause as { code?: unknown };
	return typeof code === "string" ? code : undefined;
}

function reasonOf(cause: unknown): string {
	const errno = errnoOf(cause) ?? codeOf(cause);
	const message = cause instanceof Error ? cause.message : String(cause);
	if (errno === undefined || message.includes(errno)) return tidy(message);
	return `${errno} (${tidy(message)})`;
}
