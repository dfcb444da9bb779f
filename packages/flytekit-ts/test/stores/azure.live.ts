import { beforeAll, describe, it } from "vitest";
import { joinUri } from "../../src/context/uri.js";
import { azureStore } from "../../src/storage/azure/index.js";
import { blobStoreChecks } from "../../src/storage/conformance.js";
import { azuriteEnvironment, createContainer } from "./azurite.js";

const env = azuriteEnvironment();

beforeAll(() => createContainer(env, "conformance"));

describe("BlobStore: Azure Blob Storage (azurite)", async () => {
	const store = await azureStore(env);
	it.each(blobStoreChecks.map((check, i) => [check.name, check, i] as const))("%s", async (_name, check, i) => {
		await check.run(store, joinUri("abfs://conformance", `case ${i}`));
	});
});
