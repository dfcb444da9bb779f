const BUCKET = "e2e";

/** Where executions may keep raw outputs instead of in files: flytekit takes a file:// URI for no file of a cluster's. */
export const RAW_IN_BUCKET = `s3://${BUCKET}/raw`;

/** Variables by which containers of both languages find the S3 store; moto takes any credentials. */
export function bucketVariables(url: string): Readonly<Record<string, string>> {
	return { FLYTE_AWS_ENDPOINT: url, FLYTE_AWS_ACCESS_KEY_ID: "e2e", FLYTE_AWS_SECRET_ACCESS_KEY: "e2e-secret" };
}

export async function makeBucket(url: string): Promise<void> {
	const { ok, status } = await fetch(`${url}/${BUCKET}`, { method: "PUT" });
	if (!ok) throw new Error(`the S3 store made no bucket: ${status}`);
}
