/**
 * What a container does with packaged code, as far as names go: `tsx container.ts FOLDER` prints, as JSON, each export of each module that
 * is an entity with its name and inputs, and others as they are.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { addPackagedVersions } from "../../src/authoring/cache/packaged-versions.js";
import { CODE_MANIFEST, type CodeManifest, OWN_ENTRIES } from "../../src/interface/code-manifest.js";
import { addManifest } from "../../src/interface/provider.js";

const folder = resolve(process.argv[2] as string);
const entries = { ".": "../../src/index.js", "./plugin": "../../src/plugin.js" };
const load = (subpath: keyof typeof entries) => import(entries[subpath]);
Object.defineProperty(globalThis, Symbol.for(OWN_ENTRIES), { value: load });
const manifest = JSON.parse(readFileSync(resolve(folder, CODE_MANIFEST), "utf8")) as CodeManifest;
addManifest(manifest.detection, folder);
addPackagedVersions(manifest.cacheVersions);

const said: Record<string, Record<string, unknown>> = {};
for (const [module, file] of Object.entries(manifest.modules)) {
	const namespace = (await import(pathToFileURL(resolve(folder, file)).href)) as object;
	said[module] = Object.fromEntries(Object.entries(namespace).map(([name, value]) => [name, describe(value)]));
}
process.stdout.write(JSON.stringify(said));

function describe(value: unknown): unknown {
	const entity = value as { entityKind?: string; name: string; interface: { inputs: Map<string, unknown> } };
	if (entity?.entityKind === undefined) return value;
	const { cache } = (value as { metadata?: { cache?: { version: string } } }).metadata ?? {};
	return {
		name: entity.name,
		inputs: [...entity.interface.inputs.keys()],
		...(cache === undefined ? {} : { cache: cache.version }),
	};
}
