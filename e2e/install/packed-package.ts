import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, digestOf } from "../lab/cache-folder.js";
import { mustRun } from "../lab/command.js";

const PACKAGE = "flytekit-ts";
const source = fileURLToPath(new URL(`../../packages/${PACKAGE}`, import.meta.url));

/**
 * Installs the package as it would be published into `folder`/node_modules, as an image has it above the working directory.
 * What it depends on comes from a prefix in the cache folder that npm filled once; optional packages, such as TypeScript's
 * checker, are left out, since no container needs them.
 *
 * @returns the folder of its commands, for the PATH of pods
 */
export async function installPacked(folder: string): Promise<string> {
	const packed = join(folder, "packed");
	mkdirSync(packed, { recursive: true });
	// Without scripts: what is built already is packed, and dist is not pulled away from whoever else uses it.
	await mustRun("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", packed], {
		cwd: source,
		timeoutMs: 60_000,
	});
	const tarball = join(packed, readdirSync(packed).find((name) => name.endsWith(".tgz")) ?? "none.tgz");
	const dependencies = await installedDependencies(tarball);

	const modules = join(folder, "node_modules");
	mkdirSync(join(modules, PACKAGE), { recursive: true });
	await mustRun("tar", ["-xzf", tarball, "-C", join(modules, PACKAGE), "--strip-components=1"], { timeoutMs: 60_000 });
	for (const name of readdirSync(dependencies)) {
		if (name !== PACKAGE && !name.startsWith(".")) symlinkSync(join(dependencies, name), join(modules, name));
	}
	const commands = join(modules, ".bin");
	mkdirSync(commands);
	const { bin } = JSON.parse(readFileSync(join(modules, PACKAGE, "package.json"), "utf8")) as {
		bin: Record<string, string>;
	};
	for (const [name, file] of Object.entries(bin)) symlinkSync(join("..", PACKAGE, file), join(commands, name));
	return commands;
}

/** node_modules with all that the package needs, installed by npm once for each list of dependencies. */
async function installedDependencies(tarball: string): Promise<string> {
	const { dependencies } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as { dependencies: object };
	const prefix = cacheFolder(`dependencies-${digestOf([JSON.stringify(dependencies), process.version])}`);
	if (existsSync(join(prefix, "complete"))) return join(prefix, "node_modules");
	console.error(`installing what ${PACKAGE} depends on into ${prefix}`);
	const aside = `${prefix}.${process.pid}`;
	mkdirSync(aside, { recursive: true });
	try {
		writeFileSync(join(aside, "package.json"), JSON.stringify({ name: "pods", version: "1.0.0", private: true }));
		const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
		await mustRun("npm", ["install", "--omit=optional", "--ignore-scripts", ...quiet, tarball], {
			cwd: aside,
			timeoutMs: 300_000,
		});
		writeFileSync(join(aside, "complete"), "");
		rmSync(prefix, { recursive: true, force: true });
		renameSync(aside, prefix);
	} finally {
		rmSync(aside, { recursive: true, force: true });
	}
	return join(prefix, "node_modules");
}
