import type { Image } from "./serialization-settings.js";

/**
 * `name=registry/repository:tag`, `...@sha256:digest`; without a name the default image. Undefined for what is no reference to an image.
 */
export function parseImage(text: string): Image | undefined {
	const [, name = "default", reference = ""] = /^(?:([A-Za-z0-9_-]+)=)?(.+)$/.exec(text) ?? [];
	const [, digestFqn, digest] = /^([^@\s]+)@(sha256:[0-9a-f]{64})$/.exec(reference) ?? [];
	if (digestFqn !== undefined && digest !== undefined) return { name, fqn: digestFqn, digest };
	// A colon before the last slash is a registry's port.
	const [, fqn, tag] = /^([^@\s]+?)(?::([\w][\w.-]{0,127}))?$/.exec(reference) ?? [];
	return fqn === undefined ? undefined : { name, fqn, ...(tag === undefined ? {} : { tag }) };
}
