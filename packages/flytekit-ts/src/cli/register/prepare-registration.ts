import type { SerializationSettings } from "../../config/serialization-settings.js";
import { type CodeArchive, packArchive } from "../../loader/packaging/archive.js";
import { type BuiltCode, buildCode } from "../../loader/packaging/build-code.js";
import type { Registration } from "../../wire/registration.js";
import { contentVersion } from "./content-version.js";
import type { EntryFiles } from "./entry-files.js";
import { type LaunchOverlay, withOverlay } from "./launch-overlay.js";
import { type LoadedCode, loadCode } from "./loaded-code.js";

/** How code gets into containers. flytekit: CopyFileDetection. */
export type CopyMode =
	/** Built with the packages that it imports, and uploaded. */
	| "bundle"
	/** File for file beside the project's other files, and uploaded; packages are the image's. */
	| "files"
	/** It is in the image. */
	| "none";

/** What to register, and how. */
export interface RegistrationRequest {
	readonly files: EntryFiles;
	readonly cwd: string;
	/** Its version counts only where one was given. */
	readonly settings: Omit<SerializationSettings, "version" | "fast"> & { readonly version?: string };
	readonly copy: CopyMode;
	/** Where containers unpack the code; default: their working directory. */
	readonly destinationDir?: string;
	/** Patterns of files that go along with a bundle. */
	readonly include?: readonly string[];
	readonly launch: LaunchOverlay;
}

/** Everything that is known before a deployment is asked. */
export interface PreparedRegistration {
	readonly loaded: LoadedCode;
	readonly registration: Pick<Registration, "inOrder">;
	readonly code: BuiltCode;
	/** Absent where the image has the code. */
	readonly archive: CodeArchive | undefined;
	readonly version: string;
	/** Whether the version was given, rather than made of the content. */
	readonly isVersionGiven: boolean;
	/** Settings with the version, for code that lies at this URI; without one templates stand for it. */
	settingsAt(distributionLocation?: string): SerializationSettings;
}

/** Loads, builds and packs a program. Throws what {@link loadCode} and {@link buildCode} throw. */
export async function prepareRegistration(request: RegistrationRequest): Promise<PreparedRegistration> {
	const { files, cwd, settings, copy, destinationDir, launch } = request;
	const loaded = await loadCode(files, cwd);
	const code = await buildCode(files.entries, {
		root: files.root,
		layout: copy === "files" ? "files" : "bundle",
		include: request.include ?? [],
		cacheVersions: loaded.cacheVersions,
	});
	const packed = await packArchive(code.files);
	const registration = withOverlay(loaded.closure, launch);
	const settingsWith = (version: string, location?: string): SerializationSettings => ({
		...settings,
		version,
		...(copy === "none"
			? {}
			: {
					fast: {
						enabled: true,
						...(location === undefined ? {} : { distributionLocation: location }),
						...(location === undefined && destinationDir === undefined
							? {}
							: { destinationDir: destinationDir ?? "." }),
					},
				}),
	});
	const version = settings.version ?? contentVersion(packed.digest, registration, settingsWith("", "-"));
	return {
		loaded,
		registration,
		code,
		archive: copy === "none" ? undefined : packed,
		version,
		isVersionGiven: settings.version !== undefined,
		settingsAt: (location) => settingsWith(version, location),
	};
}
