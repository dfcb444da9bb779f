import { createHash } from "node:crypto";
import { checkOptions } from "../options.js";
import { checkImageSpec, dockerfileOf } from "./dockerfile.js";
import { projectFiles } from "./project-files.js";

/** What `imageSpec({ ... })` takes. flytekit: ImageSpec. */
export interface ImageSpecOptions {
	/** Name of the image; an image of that name in the settings is used instead of building one. */
	readonly name: string;
	/** Where it is pushed: `ghcr.io/acme`. Only on this machine when left out. */
	readonly registry?: string;
	/** Default: Node's slim image of `nodeVersion`. */
	readonly baseImage?: string;
	/** Default: 22 */
	readonly nodeVersion?: string;
	/** npm packages beside those of the project's package.json. */
	readonly packages?: readonly string[];
	readonly aptPackages?: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	/** Shell commands, run last. */
	readonly commands?: readonly string[];
	/** What of the project is copied into it; everything when left out, but node_modules and .git. */
	readonly copy?: readonly string[];
	/** Default: linux/amd64 */
	readonly platform?: string;
	/** The project's folder, with its package.json. Default: the working directory. */
	readonly root?: string;
}

const OPTIONS = [
	"name",
	"registry",
	"baseImage",
	"nodeVersion",
	"packages",
	"aptPackages",
	"env",
	"commands",
	"copy",
	"platform",
	"root",
] as const;

/** A described image, which can be built. Made by {@link imageSpec}; a task's `containerImage` takes it. */
export class ImageSpec {
	readonly options: ImageSpecOptions;
	/** The Dockerfile that it means. */
	readonly dockerfile: string;
	private tagOnce: string | undefined;

	constructor(options: ImageSpecOptions) {
		checkOptions("imageSpec", options, OPTIONS);
		checkImageSpec(options);
		this.options = options;
		this.dockerfile = dockerfileOf(options);
	}

	get name(): string {
		return this.options.name;
	}
	/** Follows what is in the image: the Dockerfile, and the project's package.json and lock file. */
	get tag(): string {
		if (this.tagOnce === undefined) {
			const hash = createHash("sha256")
				.update(this.dockerfile)
				.update(this.options.platform ?? "");
			for (const [name, bytes] of projectFiles(this.options.root ?? process.cwd())) hash.update(name).update(bytes);
			this.tagOnce = hash.digest("base64url").slice(0, 22).replace(/^[-_]/, "0");
		}
		return this.tagOnce;
	}
	/** `registry/name:tag`. */
	get image(): string {
		const { registry, name } = this.options;
		return `${registry === undefined ? "" : `${registry.replace(/\/$/, "")}/`}${name}:${this.tag}`;
	}

	/**
	 * Builds it with the local docker (buildx), and pushes it where a registry is named. Gives the image's name. Throws
	 * AUTHORING_COMMAND where docker or its buildx is not installed, a RecoverableError with the log's end when it fails.
	 */
	async build(options: { readonly push?: boolean; readonly signal?: AbortSignal } = {}): Promise<string> {
		const { buildImage } = await import("./build-image.js"); // no container of ours builds one
		await buildImage(this, options);
		return this.image;
	}
}

/** Describes an image that has the project installed. Throws AUTHORING_IMAGE for what cannot be in a Dockerfile. */
export function imageSpec(options: ImageSpecOptions): ImageSpec {
	return new ImageSpec(options);
}
