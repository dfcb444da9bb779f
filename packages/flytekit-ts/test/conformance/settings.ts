import type { SerializationSettings } from "../../src/config/serialization-settings.js";

const app = { name: "default", fqn: "ghcr.io/acme/app", tag: "v1" };
const other = { name: "other", fqn: "ghcr.io/acme/other", tag: "v2" };

/** The settings under which peer/make_goldens.py had flytekit serialise. */
export const standard: SerializationSettings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: { defaultImage: app, images: [app, other] },
	env: {},
};

/** With fast registration. */
export const fast: SerializationSettings = {
	...standard,
	fast: { enabled: true, destinationDir: "/root", distributionLocation: "s3://bucket/fast/abc.tar.gz" },
};

/** Fast registration before the distribution's place is known. */
export const fastWithoutLocation: SerializationSettings = { ...standard, fast: { enabled: true } };

/** What `__env` goldens have beside the task's own environment. */
export function withEnvironment(name: string): SerializationSettings {
	return { ...standard, env: { FROM_SETTINGS: "1", ...(name === "m_env_image" ? { FOO: "settings" } : {}) } };
}
