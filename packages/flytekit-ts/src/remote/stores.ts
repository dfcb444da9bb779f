import type { FlyteConfig } from "../config/platform.js";
import { BlobStores, environmentStores, LazyBlobStore, valueUris } from "../storage/index.js";
import { readConfig } from "./config/read-config.js";

/** What flytectl's file says of S3, by the variable that says the same. */
const VARIABLES = [
	["FLYTE_AWS_ENDPOINT", "storage.connection.endpoint"],
	["FLYTE_AWS_ACCESS_KEY_ID", "storage.connection.access-key"],
	["FLYTE_AWS_SECRET_ACCESS_KEY", "storage.connection.secret-key"],
	["AWS_REGION", "storage.connection.region"],
] as const;

/**
 * The stores that values are read from: those of the environment, and for S3 what the configuration's section `storage` says where no variable does.
 * What values may lead to is judged as in a container ({@link valueUris}). Keys are read from the file when a store is first used, and are kept nowhere else. flytekit: S3Config.auto.
 */
export function configuredStores({ source }: Pick<FlyteConfig, "source">, env = process.env): BlobStores {
	const stores = environmentStores({ env, values: valueUris([], env) });
	if (source === undefined) return stores;
	const s3 = new LazyBlobStore(["s3", "s3a"], async () => {
		const values = await readConfig(source);
		const said = VARIABLES.map(([variable, key]) => [variable, values.text(key)] as const);
		const given = Object.entries(env).filter(([, value]) => value !== undefined && value !== "");
		return environmentStores({ env: { ...Object.fromEntries(said), ...Object.fromEntries(given) } });
	});
	return new BlobStores([stores, s3]);
}
