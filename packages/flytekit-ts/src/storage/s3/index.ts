import type { BlobStore } from "../../context/ports/index.js";
import type { Environment } from "../environment.js";
import { type Net, systemNet } from "../net/retry.js";
import { ObjectBlobStore } from "../object-store.js";
import { AwsIdentity, awsSources } from "./credentials.js";
import { readProfiles } from "./profiles.js";
import { S3Service } from "./service.js";
import { s3Settings } from "./settings.js";

/** The store of `s3://` URIs as the environment describes it. Reads the AWS profiles; asks nobody yet. Throws STORAGE_ENDPOINT. */
export async function s3Store(env: Environment, net: Net = systemNet()): Promise<BlobStore> {
	const profiles = await readProfiles(env);
	const identity = new AwsIdentity(awsSources(env, profiles, net), net);
	return new ObjectBlobStore(new S3Service(s3Settings(env, profiles), identity, net), net);
}
