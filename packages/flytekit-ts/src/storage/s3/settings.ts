import { checkEndpoint } from "../endpoint.js";
import { type Environment, firstOf } from "../environment.js";
import { type Profile, profileName } from "./profiles.js";

/** Where the buckets are. */
export interface S3Settings {
	/** Of another store than Amazon's, such as `http://minio:9000`, without a slash at its end. */
	readonly endpoint?: string;
	readonly region: string;
	/** Whether the bucket stands in the path rather than in the host's name. */
	readonly pathStyle: boolean;
}

/**
 * From flytekit's variables, then AWS's own, then the profile's settings. With an endpoint of its own the bucket stands in the path, unless
 * FLYTE_AWS_ADDRESSING_STYLE or AWS_S3_ADDRESSING_STYLE is "virtual". Throws STORAGE_ENDPOINT.
 */
export function s3Settings(env: Environment, profiles: ReadonlyMap<string, Profile>): S3Settings {
	const profile = profiles.get(profileName(env));
	const endpoint =
		firstOf(env, "FLYTE_AWS_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL") ?? profile?.get("endpoint_url");
	const style = firstOf(env, "FLYTE_AWS_ADDRESSING_STYLE", "AWS_S3_ADDRESSING_STYLE");
	const pathStyle = style === "path" || (endpoint !== undefined && style !== "virtual");
	const region = firstOf(env, "AWS_REGION", "AWS_DEFAULT_REGION") ?? profile?.get("region") ?? "us-east-1";
	return endpoint === undefined ? { region, pathStyle } : { endpoint: checkEndpoint(endpoint), region, pathStyle };
}

/** The start of the URLs of a bucket, without a slash at its end. */
export function endpointOf({ endpoint, pathStyle }: S3Settings, bucket: string, region: string): string {
	const base = endpoint ?? `https://s3.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
	// a certificate for *.s3... does not hold for names with dots
	if (pathStyle || bucket.includes(".")) return `${base}/${bucket}`;
	return base.replace("://", `://${bucket}.`);
}
