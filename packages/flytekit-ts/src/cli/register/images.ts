import type { ImageSpec } from "../../authoring/image-spec/image-spec.js";
import { imageName } from "../../authoring/task/image.js";
import type { SerializationSettings } from "../../config/serialization-settings.js";
import type { TaskEntity } from "../../graph/entities.js";
import type { Registration } from "../../wire/registration.js";
import type { Io } from "../io.js";
import { standardImage } from "../serialize/settings.js";
import type { PreparedRegistration } from "./prepare-registration.js";

/** Images that tasks describe and nobody named: each once. */
export function describedImages(
	{ tasks }: Pick<Registration, "tasks">,
	{ imageConfig }: Pick<SerializationSettings, "imageConfig">,
): readonly ImageSpec[] {
	const named = new Set(imageConfig.images.map(({ name }) => name));
	const found = new Map<string, ImageSpec>();
	for (const task of tasks) {
		const { containerImage } = task as TaskEntity & { containerImage?: unknown };
		if (isDescribed(containerImage) && !named.has(containerImage.name)) {
			found.set(containerImage.image, containerImage);
		}
	}
	return [...found.values()];
}

/** An ImageSpec, of whichever copy of the package. */
function isDescribed(image: unknown): image is ImageSpec {
	return typeof (image as { dockerfile?: unknown } | null | undefined)?.dockerfile === "string";
}

/** The images that the containers of these tasks run, for people: each once. */
export function imagesOf({ tasks }: Pick<Registration, "tasks">, settings: SerializationSettings): readonly string[] {
	const found = new Set<string>();
	for (const task of tasks) {
		const { getImage } = task as TaskEntity & { getImage?(settings: SerializationSettings): string };
		if (typeof getImage === "function") found.add(getImage.call(task, settings));
	}
	const { defaultImage } = settings.imageConfig;
	return found.size > 0 || defaultImage === undefined ? [...found] : [imageName(defaultImage)];
}

/**
 * Builds the images that tasks describe, and pushes those that name a registry. With `dryRun` they are only named. Says on stderr which image is the
 * default one where nobody named it. Throws what {@link ImageSpec.build} throws.
 */
export async function buildImages(
	{ loaded, settingsAt }: PreparedRegistration,
	io: Pick<Io, "stderr">,
	{ dryRun }: { readonly dryRun: boolean },
): Promise<void> {
	const settings = settingsAt();
	for (const spec of describedImages(loaded.closure, settings)) {
		io.stderr.write(`${dryRun ? "would build" : "building"} image ${spec.image}\n`);
		if (!dryRun) await spec.build();
	}
	const standard = imageName(standardImage());
	if (imagesOf(loaded.closure, settings).includes(standard)) {
		io.stderr.write(`no --image given: containers of tasks without containerImage run ${standard}\n`);
	}
}
