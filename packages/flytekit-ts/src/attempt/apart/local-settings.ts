import type { SerializationSettings } from "../../config/serialization-settings.js";

/** What a dynamic's graph is written with where it only crosses to this machine's engine, which reads names and no images. */
export const localSettings: SerializationSettings = {
	project: "local",
	domain: "local",
	version: "local",
	imageConfig: { defaultImage: { name: "default", fqn: "local", tag: "local" }, images: [] },
	env: {},
};
