import { beforeAll, describe, it } from "vitest";
import { joinUri } from "../../src/context/uri.js";
import { blobStoreChecks } from "../../src/storage/conformance.js";
import { s3Store } from "../../src/storage/s3/index.js";
import { serverUrl } from "./server-url.js";

const env = {
	HOME: "/nonexistent",
	FLYTE_AWS_ENDPOINT: serverUrl("s3"),
	FLYTE_AWS_ACCESS_KEY_ID: "test",
	FLYTE_AWS_SECRET_ACCESS_KEY: "test-secret",
};

beforeAll(async () => {
	await fetch(`${env.FLYTE_AWS_ENDPOINT}/conformance`, { method: "PUT" });
});

describe("BlobStore: S3 (moto)", async () => {
	const store = await s3Store(env);
	it.each(blobStoreChecks.map((check, i) => [check.name, check, i] as const))("%s", async (_name, check, i) => {
		await check.run(store, joinUri("s3://conformance", `case ${i}`));
	});
});
