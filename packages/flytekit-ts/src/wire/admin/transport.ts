/** One call of a gRPC service of Flyte's. */
export interface AdminMethod {
	/** `flyteidl.service.AdminService`. */
	readonly service: string;
	/** `GetTask`. */
	readonly name: string;
	/** `/flyteidl.service.AdminService/GetTask`. */
	readonly path: string;
}

/** What one call may be told. */
export interface CallOptions {
	/** Stops waiting for the answer. */
	readonly signal?: AbortSignal;
	/** What the call is about, for messages: `task p:d:module.name@v1`. */
	readonly about?: string;
	/** Goes without a token, as calls that find out how to get one do. */
	readonly anonymous?: boolean;
}

/** Carries calls to a deployment, as bytes: the channel of the remote client, or a test's. */
export interface AdminTransport {
	/** The deployment as messages name it: `dns:///flyte.example.com:443`. */
	readonly endpoint: string;
	/** The reply's bytes. Throws REMOTE_* naming endpoint, call and the way out. */
	call(method: AdminMethod, request: Uint8Array, options?: CallOptions): Promise<Uint8Array>;
}
