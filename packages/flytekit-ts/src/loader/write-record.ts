import { dirname, join } from "node:path";
import { stampFile } from "../context/files/file-stamp.js";
import { stampFolders } from "../context/files/folder-stamp.js";
import { configChain } from "../context/files/tsconfig.js";
import type { Build } from "./build.js";
import { type BuildRecord, hash, recordKey, recordName } from "./build-record.js";
import { writeBuilt } from "./cache-folder.js";
import { rivalsOf } from "./rivals.js";

/** Stores a build beside its record and returns the record. */
export function writeRecord(folder: string, entry: string, build: Build, at: number): BuildRecord {
	const bundle = `${hash([build, ...build.chunks].map(({ code, map }) => `${code}\0${map}`).join("\0"))}.mjs`;
	for (const { name, code, map } of [...build.chunks, { ...build, name: bundle }]) {
		writeBuilt(folder, `${name}.map`, map);
		writeBuilt(folder, name, `${code}//# sourceMappingURL=${name}.map\n`);
	}
	const record: BuildRecord = {
		key: recordKey(),
		at,
		bundle,
		chunks: build.chunks.map(({ name }) => name),
		modules: build.files,
		sources: [...build.files, ...configFiles(build.files)].map((file) => stampFile(file, at)),
		folders: stampFolders(rivalsOf(build.requests)),
		imports: build.imports,
		externals: build.externals,
	};
	writeBuilt(folder, recordName(entry), JSON.stringify(record));
	return record;
}

/** Every tsconfig.json and package.json that esbuild may have read: those above the files, and what they extend. */
function configFiles(files: readonly string[]): string[] {
	const found = new Set<string>();
	const folders = new Set<string>();
	for (const file of files) {
		for (let folder = dirname(file); !folders.has(folder); folder = dirname(folder)) {
			folders.add(folder);
			found.add(join(folder, "package.json"));
			for (const config of configChain(join(folder, "tsconfig.json"))) found.add(config.file);
		}
	}
	return [...found];
}
