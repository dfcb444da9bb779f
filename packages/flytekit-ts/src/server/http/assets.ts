import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { FlyteError } from "../../errors/index.js";

export interface Asset {
	readonly type: string;
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** Its name has the hash of its content. */
	readonly isHashed: boolean;
}

const TYPES = new Map([
	[".html", "text/html; charset=utf-8"],
	[".js", "text/javascript; charset=utf-8"],
	[".css", "text/css; charset=utf-8"],
	[".svg", "image/svg+xml"],
	[".json", "application/json"],
]);

/** The page's files by their path in an address. They are few and read once: no request ever names a path of the disk. */
export function readAssets(folder: string): ReadonlyMap<string, Asset> {
	const assets = new Map<string, Asset>();
	try {
		for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
			const type = TYPES.get(extname(entry.name));
			if (!entry.isFile() || type === undefined) continue;
			const file = join(entry.parentPath ?? entry.path, entry.name);
			const path = `/${relative(folder, file).replaceAll("\\", "/")}`;
			assets.set(path, { type, bytes: new Uint8Array(readFileSync(file)), isHashed: path.startsWith("/assets/") });
		}
	} catch (cause) {
		throw noPage(folder, cause);
	}
	if (!assets.has("/index.html")) throw noPage(folder, undefined);
	return assets;
}

function noPage(folder: string, cause: unknown): FlyteError {
	return new FlyteError("SERVER_PAGE", `the page's files are not in ${folder}`, {
		wayOut: "install flytekit-ts again; in a checkout: npm run build",
		cause,
	});
}
