import { parseImage } from "../../config/image-reference.js";
import type { Image, SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError } from "../../errors/index.js";
import { FOLD_MODES, FOLD_VARIABLE } from "../../graph/fold/index.js";
import { ownPackage } from "../../loader/index.js";
import type { ParsedArgs } from "../args/parse.js";
import { choiceOf, textOf, textsOf } from "../args/values.js";

/**
 * The default image where none is given: no registry has it, it is what one builds for oneself. It names this package's version,
 * so that its image and what was serialised fit each other.
 */
export function standardImage(): Image {
	return { name: "default", fqn: "flytekit-ts", tag: ownPackage().version };
}

/**
 * Settings from a command line. `--image ghcr.io/acme/app:v1` is the default image, `--image gpu=ghcr.io/acme/gpu:v1` one that
 * `{{.image.gpu.fqn}}` names; no default image is {@link standardImage}. Without `--version` it is `contentVersion`. Throws
 * CLI_FLAG_VALUE.
 */
export function settingsFrom(args: ParsedArgs, contentVersion: string): SerializationSettings {
	const images = textsOf(args, "image").map(imageFrom);
	const twice = images.find(({ name }, i) => images.findIndex((other) => other.name === name) !== i);
	if (twice !== undefined) {
		const what =
			twice.name === "default" ? "--image is given twice without a name" : `two images are called ${twice.name}`;
		throw new FlyteError("CLI_FLAG_VALUE", what, {
			wayOut: "one is the default image, others have names of their own: --image gpu=ghcr.io/acme/gpu:v1",
		});
	}
	const defaultImage = images.find((image) => image.name === "default") ?? standardImage();
	const env: Record<string, string> = {};
	for (const text of textsOf(args, "env")) {
		const equals = text.indexOf("=");
		if (equals < 1) throw new FlyteError("CLI_FLAG_VALUE", `--env is NAME=VALUE, got ${JSON.stringify(text)}`);
		Object.defineProperty(env, text.slice(0, equals), { value: text.slice(equals + 1), enumerable: true });
	}
	const fold = choiceOf(args, "fold", FOLD_MODES);
	if (fold !== undefined) env[FOLD_VARIABLE] = fold;
	return {
		project: named(args, "project", "flytesnacks"),
		domain: named(args, "domain", "development"),
		version: named(args, "version", contentVersion),
		imageConfig: { images, defaultImage },
		env,
	};
}

function named(args: ParsedArgs, flag: string, fallback: string): string {
	const text = textOf(args, flag) ?? fallback;
	if (text !== "" && !/[\s/]/.test(text)) return text;
	throw new FlyteError("CLI_FLAG_VALUE", `--${flag} is a name without spaces and slashes, got ${JSON.stringify(text)}`);
}

/** As {@link parseImage} reads it. Throws CLI_FLAG_VALUE. */
export function imageFrom(text: string): Image {
	const image = parseImage(text);
	if (image !== undefined) return image;
	throw new FlyteError("CLI_FLAG_VALUE", `--image ${JSON.stringify(text)} is not an image reference`, {
		wayOut: "such as ghcr.io/acme/app:v1, or gpu=ghcr.io/acme/gpu:v1 for a named one",
	});
}
