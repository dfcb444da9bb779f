import { beforeAll, describe, it } from "vitest";
import { joinUri } from "../../src/context/uri.js";
import { blobStoreChecks } from "../../src/storage/conformance.js";
import { gcsStore } from "../../src/storage/gcs/index.js";
import { serverUrl } from "./server-url.js";

const env = { HOME: "/nonexistent", STORAGE_EMULATOR_HOST: serverUrl("gcs") };

beforeAll(async () => {
	await fetch(`${env.STORAGE_EMULATOR_HOST}/storage/v1/b?project=test`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ name: "conformance" }),
	});
});

describe("BlobStore: Google Cloud Storage (fake-gcs-server)", async () => {
	const store = await gcsStore(env);
	it.each(blobStoreChecks.map((check, i) => [check.name, check, i] as const))("%s", async (_name, check, i) => {
		await check.run(store, joinUri("gs://conformance", `case ${i}`));
	});
});
