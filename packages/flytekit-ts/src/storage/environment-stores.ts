import { BlobStores } from "./blob-stores.js";
import type { Environment } from "./environment.js";
import { FileBlobStore } from "./file-store.js";
import { LazyBlobStore } from "./lazy-store.js";
import { MemoryBlobStore } from "./memory-store.js";
import type { Net } from "./net/retry.js";
import type { ValueUris } from "./value-uris.js";

/** What a run may change about its stores. */
export interface EnvironmentStoresOptions {
	/** What may be read, also by a redirect, where URIs come from others; anything when left out. */
	readonly values?: ValueUris;
	/** Where settings and credentials are looked for; `process.env` when left out. */
	readonly env?: Environment;
	/** Clock, chance, retries and time limits of all network stores. */
	readonly net?: Partial<Net>;
}

/**
 * All stores there are: files of this machine, a fresh memory, `s3`, `gs`, `abfs` and `http` URIs. Those of the network are loaded,
 * and look for credentials, at their first use.
 */
export function environmentStores(options: EnvironmentStoresOptions = {}): BlobStores {
	const { env = process.env, values } = options;
	const net = async () => (await import("./net/retry.js")).systemNet(options.net);
	return new BlobStores(
		[
			new FileBlobStore(),
			new MemoryBlobStore(),
			new LazyBlobStore(["s3", "s3a"], async () => (await import("./s3/index.js")).s3Store(env, await net())),
			new LazyBlobStore(["gs", "gcs"], async () => (await import("./gcs/index.js")).gcsStore(env, await net())),
			new LazyBlobStore(["abfs", "abfss", "az"], async () =>
				(await import("./azure/index.js")).azureStore(env, await net()),
			),
			new LazyBlobStore(["http", "https"], async () => {
				const { httpStore } = await import("./http/http-store.js");
				if (values === undefined) return httpStore(await net());
				const { valueAddresses } = await import("./http/value-addresses.js");
				return httpStore(await net(), valueAddresses(values));
			}),
		],
		values === undefined ? {} : { rule: values.rule },
	);
}
