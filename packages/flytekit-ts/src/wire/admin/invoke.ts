import type { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { FlyteError } from "../../errors/index.js";
import type { AdminMethod, AdminTransport, CallOptions } from "./transport.js";

interface Codec<T> {
	encode(message: T): BinaryWriter;
	decode(input: BinaryReader | Uint8Array): T;
}

/** A generated service: its name and its calls. */
interface Service<M> {
	readonly fullName: string;
	readonly methods: M;
}

/** One call of a generated service. */
interface MethodDefinition<Request, Reply> {
	readonly name: string;
	readonly requestType: Codec<Request>;
	readonly responseType: Codec<Reply>;
}

/**
 * Makes one call with messages. Throws what the transport throws, and REMOTE_REPLY for bytes that are not the promised message: a proxy that answers with a
 * page of its own, or a server of another kind.
 */
export async function invoke<M, Request, Reply>(
	transport: AdminTransport,
	service: Service<M>,
	pick: (methods: M) => MethodDefinition<Request, Reply>,
	request: Request,
	options?: CallOptions,
): Promise<Reply> {
	const definition = pick(service.methods);
	const { name, requestType, responseType } = definition;
	const method: AdminMethod = { service: service.fullName, name, path: `/${service.fullName}/${name}` };
	const bytes = await transport.call(method, requestType.encode(request).finish(), options);
	try {
		return responseType.decode(bytes);
	} catch (cause) {
		const about = options?.about === undefined ? "" : ` of ${options.about}`;
		throw new FlyteError(
			"REMOTE_REPLY",
			`${transport.endpoint} answered ${name}${about} with ${bytes.length} bytes that are no such reply`,
			{ cause, wayOut: "check that admin.endpoint names flyteadmin's gRPC port" },
		);
	}
}
