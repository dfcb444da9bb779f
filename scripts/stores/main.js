import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../build/paths.js";
import { startStores } from "./servers.js";

/*
 * `npm run stores [VITEST ARGUMENT...]`: the stores' tests against real servers of their protocols, all on this machine: moto (S3),
 * fake-gcs-server (Google Cloud Storage), azurite (Azure Blob Storage). Installed once into the user's cache folder.
 */
const folder = mkdtempSync(join(tmpdir(), "stores-"));
const servers = await startStores(folder);
const stop = async () => {
	await Promise.all(servers.map((server) => server.stop()));
	rmSync(folder, { recursive: true, force: true });
};
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
	process.once(signal, () => void stop().finally(() => process.exit(130)));
}

const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
const urls = Object.fromEntries(servers.map(({ name, url }) => [`STORES_${name.toUpperCase()}`, url]));
try {
	process.exitCode = await new Promise((resolve, reject) => {
		const tests = spawn(
			process.execPath,
			[vitest, "run", "--config", "scripts/stores/vitest.config.ts", ...process.argv.slice(2)],
			{ cwd: root, stdio: "inherit", env: { ...process.env, ...urls } },
		);
		tests.once("error", reject);
		tests.once("exit", (code) => resolve(code ?? 1));
	});
} finally {
	await stop();
}
