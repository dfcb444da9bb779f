import grpc from "@grpc/grpc-js";
import type { AuthMetadata } from "../../src/remote/auth/index.js";
import { AdminServiceDefinition } from "../../src/wire/gen/flyteidl/service/admin.js";
import { AuthMetadataServiceDefinition } from "../../src/wire/gen/flyteidl/service/auth.js";
import type { Certificates } from "./certificates.js";

/** A Flyte server that tells everybody how to log in and its version only to who did. */
export interface FlyteServer {
	/** `localhost:port`. */
	readonly endpoint: string;
	/** Calls by name, with the headers that prove who calls: `GetVersion Bearer x`. */
	readonly calls: string[];
	close(): void;
}

/** What decides about a call. */
export interface Admission {
	readonly header?: string;
	/** Whether a token is good. */
	isValid(token: string): Promise<boolean>;
	/** Whether the proxy in front lets a call through; without it there is none. */
	passes?(proxyAuthorization: string | undefined): boolean;
}

/** What generated code has for each message. */
interface Codec<T> {
	encode(message: T): { finish(): Uint8Array };
	decode(bytes: Uint8Array): T;
}

type Unary = grpc.handleUnaryCall<Buffer, Buffer>;

/** Starts it on a free port of this machine, with TLS. Without `certificates` it speaks plain text. */
export async function startFlyte(
	certificates: Certificates | undefined,
	metadata: AuthMetadata,
	admission: Admission,
): Promise<FlyteServer> {
	const calls: string[] = [];
	const { header = "authorization" } = admission;
	const server = new grpc.Server();
	const answer =
		(name: string, demandsToken: boolean, reply: () => Promise<Uint8Array>): Unary =>
		async (call, done) => {
			const [sent] = call.metadata.get(header).map(String);
			const [proxy] = call.metadata.get("proxy-authorization").map(String);
			calls.push([name, sent, proxy].filter((part) => part !== undefined).join(" "));
			const refuse = (details: string) => done({ code: grpc.status.UNAUTHENTICATED, details });
			if (admission.passes?.(proxy) === false) return refuse(`proxy: ${proxy ?? "nothing"} is not let through`);
			const token = /^Bearer (\S+)$/.exec(sent ?? "")?.[1];
			if (demandsToken && (token === undefined || !(await admission.isValid(token))))
				return refuse(`the token ${token} is expired`);
			done(null, Buffer.from(await reply()));
		};
	const { getVersion } = AdminServiceDefinition.methods;
	const { getOAuth2Metadata, getPublicClientConfig } = AuthMetadataServiceDefinition.methods;
	add(server, AdminServiceDefinition.fullName, {
		GetVersion: answer("GetVersion", true, async () =>
			bytesOf(getVersion.responseType, { controlPlaneVersion: { Build: "", Version: "v1", BuildTime: "" } }),
		),
	});
	add(server, AuthMetadataServiceDefinition.fullName, {
		GetOAuth2Metadata: answer("GetOAuth2Metadata", false, async () =>
			bytesOf(getOAuth2Metadata.responseType, await metadata.oauth2Metadata()),
		),
		GetPublicClientConfig: answer("GetPublicClientConfig", false, async () => {
			const { scopes, ...client } = await metadata.publicClientConfig();
			return bytesOf(getPublicClientConfig.responseType, { ...client, scopes: [...scopes] });
		}),
	});
	const credentials =
		certificates === undefined
			? grpc.ServerCredentials.createInsecure()
			: grpc.ServerCredentials.createSsl(null, [
					{ private_key: Buffer.from(certificates.key), cert_chain: Buffer.from(certificates.cert) },
				]);
	const port = await new Promise<number>((resolve, reject) =>
		server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error === null ? resolve(bound) : reject(error))),
	);
	return { endpoint: `localhost:${port}`, calls, close: () => server.forceShutdown() };
}

/** A message's bytes; fields that are left out have their defaults. */
function bytesOf<T extends object>(type: Codec<T>, given: Partial<T>): Uint8Array {
	return type.encode({ ...type.decode(new Uint8Array(0)), ...given }).finish();
}

function add(server: grpc.Server, service: string, handlers: Readonly<Record<string, Unary>>): void {
	const plain = (bytes: Buffer) => bytes;
	const definition = Object.fromEntries(
		Object.keys(handlers).map((name) => [
			name,
			{
				path: `/${service}/${name}`,
				requestStream: false,
				responseStream: false,
				requestSerialize: plain,
				requestDeserialize: plain,
				responseSerialize: plain,
				responseDeserialize: plain,
			},
		]),
	);
	server.addService(definition, handlers as grpc.UntypedServiceImplementation);
}
