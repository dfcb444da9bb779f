import type { Image, SerializationSettings } from "../config/serialization-settings.js";
import { SERIALIZED_CONTEXT, settingsFromTransport } from "../config/transport.js";
import { FlyteError } from "../errors/index.js";
import type { ExecuteArguments } from "./arguments.js";
import type { FlyteEnvironment } from "./environment.js";

/**
 * What a dynamic's tasks are serialised with: what travelled in the environment, else the image that the platform names; project
 * and domain of the execution, the version of the task that is running, and its archive of code. Throws ENTRYPOINT_ARGUMENTS.
 */
export function containerSettings(
	args: Pick<ExecuteArguments, "distribution" | "destination">,
	flyte: FlyteEnvironment,
	env: Readonly<Record<string, string | undefined>>,
): SerializationSettings {
	const given = transported(env[SERIALIZED_CONTEXT]);
	const { distribution, destination } = args;
	return {
		project: given?.project || flyte.execution.project,
		domain: given?.domain || flyte.execution.domain,
		version: flyte.task.version,
		imageConfig: given?.imageConfig ?? platformImage(env.FLYTE_INTERNAL_IMAGE),
		env: given?.env ?? {},
		...(distribution === undefined
			? given?.fast === undefined
				? {}
				: { fast: given.fast }
			: {
					fast: {
						enabled: true,
						distributionLocation: distribution,
						...(destination === undefined ? {} : { destinationDir: destination }),
					},
				}),
	};
}

function transported(text: string | undefined): SerializationSettings | undefined {
	if (text === undefined || text === "") return undefined;
	try {
		return settingsFromTransport(text);
	} catch (cause) {
		throw new FlyteError("ENTRYPOINT_ARGUMENTS", `the variable ${SERIALIZED_CONTEXT} holds no serialised settings`, {
			cause,
			wayOut: "it is set when a dynamic is registered: register it again",
		});
	}
}

/** `registry/name:tag` or `registry/name@sha256:...` as an image called default. */
function platformImage(text: string | undefined): { defaultImage?: Image; images: Image[] } {
	if (text === undefined || text === "") return { images: [] };
	const [, fqn, , tag, digest] = /^(.*?)(:([^:/@]+))?(?:@(.+))?$/.exec(text) ?? [];
	const image: Image = {
		name: "default",
		fqn: fqn ?? text,
		...(tag === undefined ? {} : { tag }),
		...(digest === undefined ? {} : { digest }),
	};
	return { defaultImage: image, images: [image] };
}
