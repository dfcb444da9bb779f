import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { addPackagedVersions } from "../authoring/cache/packaged-versions.js";
import { FlyteError } from "../errors/index.js";
import { CODE_MANIFEST, type CodeManifest } from "../interface/code-manifest.js";
import { addManifest } from "../interface/provider.js";
import { isCompatible, ownVersion } from "./own-version.js";

/** The code of a container: a folder with built modules and the manifest that says what is in it. */
export interface Code {
	/** Absent where the code is plain JavaScript that nobody packaged. */
	readonly manifest: CodeManifest | undefined;
	/** A module of the project by its dotted name. Throws ENTRYPOINT_MODULE, ENTRYPOINT_NO_MANIFEST. */
	importModule(name: string): Promise<object>;
}

/** The newest format of the manifest that this version reads. */
const FORMAT = 1;

/**
 * Opens the code in `folder`: its manifest makes names and interfaces known, so that nothing is detected here.
 * Throws ENTRYPOINT_MANIFEST.
 */
export function openCode(folder: string): Code {
	const manifest = readManifest(folder);
	if (manifest !== undefined) {
		addManifest(manifest.detection, folder);
		addPackagedVersions(manifest.cacheVersions);
	}
	return {
		manifest,
		importModule: (name) => (manifest === undefined ? importPlain(folder, name) : importKnown(folder, manifest, name)),
	};
}

function readManifest(folder: string): CodeManifest | undefined {
	const path = join(folder, CODE_MANIFEST);
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw broken(path, "cannot be read", cause);
	}
	let manifest: CodeManifest;
	try {
		manifest = JSON.parse(text);
	} catch (cause) {
		throw broken(path, "is no JSON", cause);
	}
	const { format } = manifest ?? {};
	if (typeof format === "number" && format > FORMAT) {
		throw new FlyteError("ENTRYPOINT_MANIFEST", `${path} has format ${format}; this package reads up to ${FORMAT}`, {
			wayOut: `it was written by flytekit-ts ${manifest.sdkVersion}: put that version into the image, or register with the image's version`,
		});
	}
	if (format !== FORMAT || typeof manifest.modules !== "object" || manifest.modules === null) {
		throw broken(path, "is no manifest of packaged code");
	}
	const own = ownVersion();
	if (!isCompatible(manifest.sdkVersion, own)) {
		throw new FlyteError(
			"ENTRYPOINT_MANIFEST",
			`${path} was written by flytekit-ts ${manifest.sdkVersion}, and this container has ${own}`,
			{ wayOut: "put the version that registers into the image, or register with the image's version" },
		);
	}
	return manifest;
}

function broken(path: string, problem: string, cause?: unknown): FlyteError {
	return new FlyteError("ENTRYPOINT_MANIFEST", `${path} ${problem}`, {
		wayOut: "package or register the code again",
		...(cause === undefined ? {} : { cause }),
	});
}

async function importKnown(folder: string, manifest: CodeManifest, name: string): Promise<object> {
	const file = Object.hasOwn(manifest.modules, name) ? manifest.modules[name] : undefined;
	if (file === undefined) {
		const names = Object.keys(manifest.modules);
		const shown = names.slice(0, 20).join(", ") + (names.length > 20 ? `, and ${names.length - 20} more` : "");
		throw new FlyteError("ENTRYPOINT_MODULE", `the packaged code holds no module ${name}`, {
			wayOut: `it holds ${shown || "none"}; register the task again if it has moved`,
		});
	}
	const path = join(folder, file);
	if (!existsSync(path)) {
		throw new FlyteError("ENTRYPOINT_MANIFEST", `${join(folder, CODE_MANIFEST)} names ${file}, which is not there`, {
			wayOut: "the manifest is older than the code around it: package or register again",
		});
	}
	return importFile(path, name);
}

/** JavaScript that was put into the image by hand: its tasks say their types by schemas, and are named by their exports. */
async function importPlain(folder: string, name: string): Promise<object> {
	const base = join(folder, ...name.split("."));
	const path = [".mjs", ".js", "/index.mjs", "/index.js"].map((end) => base + end).find((each) => existsSync(each));
	if (path === undefined) {
		throw new FlyteError("ENTRYPOINT_NO_MANIFEST", `${folder} has no ${CODE_MANIFEST}, and no module ${name} either`, {
			wayOut:
				"`tsflyte package` and `tsflyte register` make both; the container's working directory must be the folder they are in",
		});
	}
	const module = await importFile(path, name);
	for (const [exportName, entity] of Object.entries(module)) adopt(entity, { module: name, exportName });
	return module;
}

/** Gives what an export of `registered.module` is its registered name: where it lies here says nothing. */
export function adopt(entity: unknown, registered: { readonly module: string; readonly exportName: string }): void {
	const method = (entity as { adopt?: unknown } | null | undefined)?.adopt;
	if (typeof method === "function") method.call(entity, registered);
}

async function importFile(path: string, name: string): Promise<object> {
	try {
		return await import(pathToFileURL(path).href);
	} catch (cause) {
		throw new FlyteError("ENTRYPOINT_MODULE", `module ${name} (${path}) could not be imported`, { cause });
	}
}
