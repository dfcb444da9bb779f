import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { SerializationSettings } from "./serialization-settings.js";
import { settingsFromTransport, settingsToTransport } from "./transport.js";

const settings: SerializationSettings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: {
		defaultImage: { name: "default", fqn: "ghcr.io/acme/app", tag: "v1" },
		images: [
			{ name: "default", fqn: "ghcr.io/acme/app", tag: "v1" },
			{ name: "other", fqn: "ghcr.io/acme/other", digest: "sha256:0" },
		],
	},
	env: { A: "1" },
	fast: { enabled: true, destinationDir: "/root", distributionLocation: "s3://bucket/fast/abc.tar.gz" },
};

test("settings come back as they were sent, whichever parts they have", () => {
	expect(settingsFromTransport(settingsToTransport(settings))).toEqual(settings);
	const { fast: _, ...bare } = { ...settings, env: {}, imageConfig: { images: [] } };
	expect(settingsFromTransport(settingsToTransport(bare))).toEqual(bare);
});

test("they are written under flytekit's names", () => {
	const json = JSON.parse(gunzipSync(Buffer.from(settingsToTransport(settings), "base64")).toString());
	expect(json).toMatchObject({
		image_config: { default_image: { name: "default", fqn: "ghcr.io/acme/app", tag: "v1", digest: null } },
		fast_serialization_settings: { enabled: true, destination_dir: "/root" },
	});
});

test("what flytekit wrote is read", () => {
	const text =
		"H4sIAAAAAAAC/62PwU4FIQxFf+WFtZGoO3/FGFKZDlNlKJYOyfPFfxfQcWKMOzeEe297uFwMrRDQeU4zBXN/upgJZ9iiuhEMJ8HaL3tirk5mfk3dCYuXa2ILfkULOfdIoXNMveliooBFm05bjO/NGNTSjId/5R4w1gXlL9R3uMNuf8Mee80s/Iy+e2Y8PvEKNHhTlxWlEKejD6b6td9EIHWCmQ8nn3Xh5CgpShZsZ1+1nNXWtmqfKNnPmbtRPZ4VXxqlkugGsY04YdYfS2MQirqCQhDpDbRVakqVUijH44U38bgDxh8/ABNg+Rj3AQAA";
	expect(settingsFromTransport(text)).toEqual({
		project: "p",
		domain: "d",
		version: "v1",
		imageConfig: {
			defaultImage: { name: "default", fqn: "ghcr.io/acme/app", tag: "v1" },
			images: [
				{ name: "default", fqn: "ghcr.io/acme/app", tag: "v1" },
				{ name: "other", fqn: "ghcr.io/acme/other", tag: "v2" },
			],
		},
		env: {},
	});
});
