import grpc from "@grpc/grpc-js";

/** What a refusal is made of: thrown by an answer, it is the call's failure. */
export interface Refusal {
	readonly code: grpc.status;
	readonly details: string;
}

interface Method<Request, Reply> {
	readonly name: string;
	readonly requestType: { decode(bytes: Uint8Array): Request };
	readonly responseType: { encode(reply: Reply): { finish(): Uint8Array }; decode(bytes: Uint8Array): Reply };
}

/** One call, by its generated codecs. */
export interface Answer {
	readonly name: string;
	readonly call: (request: Uint8Array) => Promise<Uint8Array>;
}

/** Answers one call of a generated service; fields that the answer leaves out have their defaults. */
export function on<Request, Reply extends object>(
	{ name, requestType, responseType }: Method<Request, Reply>,
	answer: (request: Request) => Partial<Reply> | Promise<Partial<Reply>>,
): Answer {
	return {
		name,
		call: async (request) => {
			const reply = await answer(requestType.decode(request));
			return responseType.encode({ ...responseType.decode(new Uint8Array(0)), ...reply }).finish();
		},
	};
}

/** A message with its defaults where nothing is given. */
export function message<T extends object>(type: { decode(bytes: Uint8Array): T }, given: Partial<T>): T {
	return { ...type.decode(new Uint8Array(0)), ...given };
}

/** Serves calls; of two answers to one call the later one counts. `before` is asked first, for a refusal. */
export function serve(
	server: grpc.Server,
	service: string,
	answers: readonly Answer[],
	before: (name: string) => Refusal | Promise<Refusal | undefined> | undefined = () => undefined,
): void {
	const plain = (bytes: Buffer) => bytes;
	const codecs = {
		requestStream: false,
		responseStream: false,
		requestSerialize: plain,
		requestDeserialize: plain,
		responseSerialize: plain,
		responseDeserialize: plain,
	};
	const byName = new Map(answers.map((answer) => [answer.name, answer]));
	const definition = Object.fromEntries(
		[...byName.keys()].map((name) => [name, { path: `/${service}/${name}`, ...codecs }]),
	);
	const handlers = Object.fromEntries(
		[...byName].map(([name, { call: answer }]) => {
			const handler: grpc.handleUnaryCall<Buffer, Buffer> = async (call, done) => {
				try {
					const refusal = await before(name);
					if (refusal !== undefined) throw refusal;
					done(null, Buffer.from(await answer(call.request)));
				} catch (thrown) {
					const { code, details } = thrown as Partial<Refusal>;
					const isRefusal = typeof code === "number";
					done(isRefusal ? { code, details: details ?? "" } : { code: grpc.status.INTERNAL, details: String(thrown) });
				}
			};
			return [name, handler];
		}),
	);
	server.addService(definition, handlers);
}
