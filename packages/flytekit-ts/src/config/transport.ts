import { gunzipSync, gzipSync } from "node:zlib";
import type { Image, SerializationSettings } from "./serialization-settings.js";

/** The variable that tells a container of a dynamic or eager task what its own tasks are to be serialised with. flytekit's. */
export const SERIALIZED_CONTEXT = "_F_SS_C";

/** As flytekit writes them: snake case, null for what is not there. */
interface TransportedImage {
	readonly name: string;
	readonly fqn: string;
	readonly tag: string | null;
	readonly digest: string | null;
}

/** Place of the byte that names the operating system: left unknown, so that the text is the same everywhere. */
const GZIP_SYSTEM = 9;

/** Settings as text for {@link SERIALIZED_CONTEXT}: base64 of gzip of JSON, which flytekit reads too. */
export function settingsToTransport(settings: SerializationSettings): string {
	const { imageConfig, project, domain, version, env, fast } = settings;
	const json = {
		image_config: {
			default_image: imageConfig.defaultImage === undefined ? null : image(imageConfig.defaultImage),
			images: imageConfig.images.map(image),
		},
		project,
		domain,
		version,
		env: Object.keys(env).length === 0 ? null : env,
		fast_serialization_settings:
			fast === undefined
				? null
				: {
						enabled: fast.enabled,
						destination_dir: fast.destinationDir ?? null,
						distribution_location: fast.distributionLocation ?? null,
					},
	};
	const packed = gzipSync(JSON.stringify(json), { level: 9 });
	packed[GZIP_SYSTEM] = 0xff;
	return packed.toString("base64");
}

/** Settings from such a text, flytekit's own too. Throws what gunzip and JSON throw for other texts. */
export function settingsFromTransport(text: string): SerializationSettings {
	const json = JSON.parse(gunzipSync(Buffer.from(text, "base64")).toString("utf8"));
	const { default_image: defaultImage, images } = json.image_config ?? {};
	const fast = json.fast_serialization_settings;
	return {
		project: json.project ?? "",
		domain: json.domain ?? "",
		version: json.version ?? "",
		imageConfig: {
			...(defaultImage === null || defaultImage === undefined ? {} : { defaultImage: imageFrom(defaultImage) }),
			images: (images ?? []).map(imageFrom),
		},
		env: json.env ?? {},
		...(fast === null || fast === undefined
			? {}
			: {
					fast: {
						enabled: fast.enabled === true,
						...(typeof fast.destination_dir === "string" ? { destinationDir: fast.destination_dir } : {}),
						...(typeof fast.distribution_location === "string"
							? { distributionLocation: fast.distribution_location }
							: {}),
					},
				}),
	};
}

function image({ name, fqn, tag, digest }: Image): TransportedImage {
	return { name, fqn, tag: tag ?? null, digest: digest ?? null };
}

function imageFrom({ name, fqn, tag, digest }: TransportedImage): Image {
	return { name, fqn, ...(tag === null ? {} : { tag }), ...(digest === null ? {} : { digest }) };
}
