import { FlyteRemote, type RemoteOptions } from "flytekit-ts/remote";
import { FakeClock } from "flytekit-ts/testing";
import { parseImage } from "../../src/config/image-reference.js";
import type { SerializationSettings } from "../../src/config/serialization-settings.js";
import { Deployment } from "./deployment.js";
import { double } from "./entities.js";

/** Settings under which tests register. */
export function settings(version: string): SerializationSettings {
	const image = parseImage("ghcr.io/acme/app:v1");
	if (image === undefined) throw new Error("no image");
	const place = { project: "flytesnacks", domain: "development" };
	return { ...place, version, imageConfig: { defaultImage: image, images: [image] }, env: {} };
}

/** A deployment and a client of it whose time passes by itself. */
export async function deployed(
	options: RemoteOptions & { readonly register?: Parameters<FlyteRemote["register"]>[0] } = {},
): Promise<{ readonly server: Deployment; readonly remote: FlyteRemote; end(): Promise<void> }> {
	const server = new Deployment();
	await server.start();
	const { register, ...rest } = options;
	const remote = client(server.endpoint, rest);
	await double({ x: 1 }); // interfaces are detected at the first call
	if (register !== undefined) await remote.register(register, settings("v1"));
	server.calls.length = 0;
	return {
		server,
		remote,
		async end() {
			await remote.close();
			server.stop();
		},
	};
}

/** A client without login, in plain text. */
export function client(endpoint: string, options: RemoteOptions & { readonly rpcRetries?: number } = {}): FlyteRemote {
	return FlyteRemote.forEndpoint(endpoint, {
		insecure: true,
		tokens: null,
		clock: new FakeClock({ auto: true }),
		...options,
	});
}
