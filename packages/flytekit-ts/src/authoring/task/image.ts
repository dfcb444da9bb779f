import type { Image, ImageConfig, SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError } from "../../errors/index.js";
import { ImageSpec } from "../image-spec/image-spec.js";

/** `fqn:tag`, or `fqn@digest`. */
export function imageName(image: Image): string {
	if (image.digest !== undefined) return `${image.fqn}@${image.digest}`;
	return image.tag === undefined || image.tag === "" ? image.fqn : `${image.fqn}:${image.tag}`;
}

/**
 * The image a task's container runs: its own with `{{.image.NAME.fqn}}`, `{{.image.NAME.version}}` and `{{.images.NAME}}`
 * filled in, or the default one; a described image by its name, or as the settings have one of that name. flytekit: get_image.
 * Throws AUTHORING_IMAGE when no image is known or a template names one that is not configured.
 */
export function resolveImage(
	task: string,
	own: string | ImageSpec | undefined,
	settings: SerializationSettings,
): string {
	const config = settings.imageConfig;
	if (own instanceof ImageSpec) {
		const built = named(config, own.name);
		return built === undefined ? own.image : imageName(built);
	}
	if (own === undefined || own === "") {
		if (config.defaultImage !== undefined) return imageName(config.defaultImage);
		throw new FlyteError("AUTHORING_IMAGE", `no container image is known for task ${task}`, {
			entity: task,
			wayOut: "give --image, or containerImage in the task's options",
		});
	}
	return own.replace(/\{\{\s*\.images?\.([^}]*?)\s*\}\}/g, (template, inside: string) => {
		const [name = "", part, ...rest] = inside.split(".");
		const image = name === "default" ? (config.defaultImage ?? named(config, name)) : named(config, name);
		if (image === undefined) {
			throw new FlyteError(
				"AUTHORING_IMAGE",
				`${template} of task ${task} names image "${name}", which is not configured`,
				{
					entity: task,
					wayOut: `configured images: ${config.images.map((known) => known.name).join(", ") || "none"}`,
				},
			);
		}
		if (part === undefined) return imageName(image);
		if (part === "fqn" && rest.length === 0) return image.fqn;
		if (part === "version" && rest.length === 0) return image.tag ?? image.digest ?? "";
		throw new FlyteError("AUTHORING_IMAGE", `${template} of task ${task} asks for "${part}" of an image`, {
			entity: task,
			wayOut: "only fqn and version can be asked for",
		});
	});
}

function named(config: ImageConfig, name: string): Image | undefined {
	return config.images.find((image) => image.name === name);
}
