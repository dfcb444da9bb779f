/** One named container image, as `name:fqn:tag` or by digest. flytekit's Image. */
export interface Image {
	readonly name: string;
	/** Registry and repository without tag: `ghcr.io/acme/app`. */
	readonly fqn: string;
	readonly tag?: string;
	/** `sha256:...`; wins over tag. */
	readonly digest?: string;
}

/** flytekit's ImageConfig: the default image and those that `{{.image.NAME.fqn}}` may name. */
export interface ImageConfig {
	readonly defaultImage?: Image;
	readonly images: readonly Image[];
}

/** flytekit's FastSerializationSettings: code travels as an archive instead of inside the image. */
export interface FastSerializationSettings {
	readonly enabled: boolean;
	/** Where the container unpacks to; flytekit's default is "." */
	readonly destinationDir?: string;
	/** URI of the archive; `{{ .remote_package_path }}` when it is only known at registration. */
	readonly distributionLocation?: string;
}

/** What serialisation must know and code cannot say. flytekit's SerializationSettings. */
export interface SerializationSettings {
	readonly project: string;
	readonly domain: string;
	readonly version: string;
	readonly imageConfig: ImageConfig;
	/** Environment of every container; a task's own wins. */
	readonly env: Readonly<Record<string, string>>;
	readonly fast?: FastSerializationSettings;
}
