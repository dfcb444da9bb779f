import type { SerializationSettings } from "flytekit-ts/plugin";

/** The settings that flytekit's benches use. */
export const settings: SerializationSettings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: {
		defaultImage: { name: "default", fqn: "ghcr.io/acme/app", tag: "v1" },
		images: [{ name: "default", fqn: "ghcr.io/acme/app", tag: "v1" }],
	},
	env: {},
	fast: { enabled: true, destinationDir: "/root", distributionLocation: "s3://bucket/fast/abc.tar.gz" },
};
