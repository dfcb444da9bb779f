import { join } from "node:path";
import { configChain } from "../../context/files/tsconfig.js";
import type { Dependencies } from "../cache.js";
import type { CheckedProgram } from "./checker.js";

/**
 * All that decides what detection says of a program: its sources outside node_modules, the packages that it reads types from
 * (package.json and declarations), the tsconfig with all that it extends, and what was looked for and not there.
 */
export function dependenciesOf(program: CheckedProgram): Dependencies {
	const files = new Set<string>(program.userFiles());
	const declarations = new Set<string>();
	for (const name of program.program.getSourceFileNames()) {
		const manifest = packageManifest(name);
		if (manifest === undefined || isLibrary(name)) continue;
		files.add(manifest);
		declarations.add(name);
	}
	if (program.configFile !== undefined) for (const { file } of configChain(program.configFile)) files.add(file);
	const { listings } = program.lookUps;
	// What this package's own declarations import is as it was built.
	const absent = program.lookUps.absent.filter((path) => program.originOfFile(path) !== "flytekit");
	return { files: [...files].sort(), declarations: [...declarations].sort(), absent, listings };
}

/** TypeScript's own, which the detector's version stands for. */
function isLibrary(file: string): boolean {
	return /[\\/]node_modules[\\/]@typescript[\\/]/.test(file);
}

/** `.../node_modules/@scope/name/package.json` for a file inside of a package. */
function packageManifest(file: string): string | undefined {
	const marker = "/node_modules/";
	const at = file.lastIndexOf(marker);
	if (at === -1) return undefined;
	const parts = file.slice(at + marker.length).split("/");
	const name = parts.slice(0, parts[0]?.startsWith("@") === true ? 2 : 1).join("/");
	return join(file.slice(0, at), "node_modules", name, "package.json");
}
