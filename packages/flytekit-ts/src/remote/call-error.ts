import { FlyteError, plainLine } from "../errors/index.js";
import type { AdminMethod, CallOptions } from "../wire/admin/transport.js";

/** gRPC's status codes, by number, the ones that are told apart here. */
export const STATUS = {
	cancelled: 1,
	invalidArgument: 3,
	deadlineExceeded: 4,
	notFound: 5,
	alreadyExists: 6,
	permissionDenied: 7,
	resourceExhausted: 8,
	failedPrecondition: 9,
	aborted: 10,
	unimplemented: 12,
	internal: 13,
	unavailable: 14,
	unauthenticated: 16,
} as const;

/** What grpc-js tells of a call that failed. */
export interface CallFailure {
	readonly code: number;
	readonly details: string;
}

/** What was called, how, and how often. */
export interface CallFacts {
	readonly endpoint: string;
	readonly insecure: boolean;
	/** The file that names the endpoint. */
	readonly source?: string | undefined;
	readonly method: AdminMethod;
	readonly options: CallOptions | undefined;
	readonly attempts: number;
	readonly deadlineMs: number;
}

const MAX_DETAILS = 4096;

/** The error of a call, naming endpoint, call, what it was about and the way out. The details are the server's own words. */
export function callError(failure: CallFailure, facts: CallFacts): FlyteError {
	const { endpoint, method, attempts } = facts;
	const about = facts.options?.about === undefined ? "" : ` (${facts.options.about})`;
	const call = `${method.name}${about}`;
	const times = attempts > 1 ? ` ${attempts} times` : "";
	const said = cut(failure.details);
	switch (failure.code) {
		case STATUS.unavailable:
			return isTlsTrouble(said) ? tlsError(call, said, facts) : unreachable(call, said, times, facts);
		case STATUS.deadlineExceeded:
			return new FlyteError(
				"REMOTE_DEADLINE",
				`${endpoint} did not answer ${call} within ${facts.deadlineMs / 1000} s${times}`,
				{
					wayOut: "try again; give calls more time with deadlineMs, or look at the server's load",
				},
			);
		case STATUS.cancelled:
			return new FlyteError("REMOTE_CANCELLED", `${call} at ${endpoint} was given up`);
		case STATUS.notFound:
			return new FlyteError(
				"REMOTE_NOT_FOUND",
				`${endpoint} does not know ${facts.options?.about ?? method.name}: ${said}`,
				{
					wayOut:
						"check name, project and domain; executions are listed by tsflyte runs --remote, and by listExecutions()",
				},
			);
		case STATUS.alreadyExists:
			return new FlyteError("REMOTE_EXISTS", `${endpoint} has ${facts.options?.about ?? "this"} already: ${said}`, {
				wayOut: "take another version or name",
			});
		case STATUS.unauthenticated:
			return new FlyteError("REMOTE_UNAUTHENTICATED", `${endpoint} refused ${call} without a valid token: ${said}`, {
				wayOut:
					"log in: set admin.authType (Pkce, DeviceFlow, ClientSecret or ExternalCommand) and what it needs in the configuration",
			});
		case STATUS.permissionDenied:
			return new FlyteError("REMOTE_DENIED", `${endpoint} does not permit ${call}: ${said}`, {
				wayOut: "ask who runs the deployment for the right, or call as somebody else",
			});
		case STATUS.unimplemented:
			return new FlyteError("REMOTE_UNSUPPORTED", `${endpoint} does not offer ${call}: ${said}`, {
				wayOut: "check that the endpoint is flyteadmin's gRPC port, and its version",
			});
		case STATUS.resourceExhausted:
			return new FlyteError(
				"REMOTE_TOO_LARGE",
				`${endpoint} or this client refused ${call} for its size or the load${times}: ${said}`,
				{
					wayOut: "put large values into files, ask for fewer items at a time, or raise maxMessageBytes",
				},
			);
		case STATUS.invalidArgument:
		case STATUS.failedPrecondition:
		case STATUS.aborted:
			return new FlyteError("REMOTE_REFUSED", `${endpoint} refused ${call}: ${said}`);
		default:
			return new FlyteError(
				"REMOTE_SERVER",
				`${endpoint} failed at ${call}${times} (gRPC status ${failure.code}): ${said}`,
				{
					wayOut: "the server's log says more; try again later",
				},
			);
	}
}

function unreachable(call: string, said: string, times: string, facts: CallFacts): FlyteError {
	const { endpoint, insecure, source } = facts;
	const where = source === undefined ? "FLYTE_PLATFORM_URL or admin.endpoint" : `admin.endpoint in ${source}`;
	return new FlyteError("REMOTE_UNREACHABLE", `cannot reach Flyte at ${endpoint}: ${call} failed${times}: ${said}`, {
		wayOut: `check that the server runs and that ${where} names it; the connection is ${
			insecure
				? "plain text (admin.insecure: true): a server with TLS hangs up on it"
				: "TLS: a server without it needs admin.insecure: true"
		}`,
	});
}

function tlsError(call: string, said: string, facts: CallFacts): FlyteError {
	const { endpoint } = facts;
	const plain = /wrong version number|packet length too long/i.test(said);
	return new FlyteError("REMOTE_TLS", `no TLS connection to ${endpoint}: ${call} was not sent: ${said}`, {
		wayOut: plain
			? "the server speaks plain text there: set admin.insecure: true (or FLYTE_PLATFORM_INSECURE=true), or name its TLS port"
			: "name the authority that signed its certificate with admin.caCertFilePath, and the certificate's own host name in admin.endpoint or serverName",
	});
}

function isTlsTrouble(details: string): boolean {
	return /certificate|self[- ]signed|altnames|wrong version number|packet length too long|\bSSL\b|ERR_TLS|EPROTO|CERT_/i.test(
		details,
	);
}

function cut(details: string): string {
	// words of the channel's own around what the system said
	const line = plainLine(details)
		.replace(/^No connection established\. Last error: (?:Error: )?/, "")
		.replace(/[.\s]*Resolution note: ?$/, "");
	return line.length <= MAX_DETAILS ? line : `${line.slice(0, MAX_DETAILS)}...`;
}
