import type { Plugin } from "esbuild";
import { ownPackage } from "./own-package.js";

const ASKED = Symbol("asked");

/**
 * What becomes of bare imports. This package's own entries go to the copy that is running, wherever the project would have
 * resolved them. Packages of the same workspace that consist of TypeScript are bundled, for Node could not load them. All others
 * are left to Node.
 */
export const packageImports: Plugin = {
	name: "flyte-packages",
	setup(build) {
		const own = ownPackage();
		build.onResolve({ filter: /^[^./#]/ }, async (args) => {
			if (args.pluginData === ASKED || args.kind === "entry-point") return undefined;
			const { path } = args;
			if (path === own.name || path.startsWith(`${own.name}/`)) {
				const url = own.entries.get(`.${path.slice(own.name.length)}`);
				if (url !== undefined) return { path: url, external: true };
			}
			if (/^(node|file|data|flyte-meta):/.test(path))
				return path.startsWith("flyte-meta:") ? undefined : { path, external: true };
			const { importer, resolveDir, kind } = args;
			const found = await build.resolve(path, { importer, resolveDir, kind, pluginData: ASKED });
			const isOurs = found.errors.length === 0 && !found.external && !/[\\/]node_modules[\\/]/.test(found.path);
			return isOurs && /\.[cm]?tsx?$/.test(found.path) ? { path: found.path } : { path, external: true };
		});
	},
};
