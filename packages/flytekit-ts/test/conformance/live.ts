import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const FLYTEKIT = "flytekit==1.15.4";
/** For flytekit's pod templates, typed datasets and rows of datasets, beside the environment: flytekit alone has neither. */
const BESIDE = { fk_k8s: "kubernetes", fk_np: "numpy", fk_pq: "pandas<3 pyarrow" } as const;
const GROUPS = ["tasks", "workflows", "launchplans", "maps", "dynamics", "literals", "containers"];
const peer = fileURLToPath(new URL("peer/", import.meta.url));

/** A Python that has flytekit, made once and kept in the user's cache folder. Throws when it cannot be made. */
export function flytekitPython(): string {
	const home = join(cacheFolder(), `venv-${digest([FLYTEKIT, JSON.stringify(BESIDE)])}`);
	const python = join(home, "bin", "python");
	if (existsSync(join(home, "complete"))) return python;
	console.error(`installing ${FLYTEKIT} into ${home}`);
	rmSync(home, { recursive: true, force: true });
	mkdirSync(cacheFolder(), { recursive: true });
	run("python3", ["-m", "venv", home]);
	const pip = ["-m", "pip", "install", "-q", "--disable-pip-version-check"];
	run(python, [...pip, FLYTEKIT]);
	for (const [folder, requirement] of Object.entries(BESIDE))
		run(python, [...pip, "--target", join(home, folder), ...requirement.split(" ")]);
	writeFileSync(join(home, "complete"), "");
	return python;
}

/** Has flytekit make all goldens of peer/golden_src anew. @returns their folder */
export async function liveGoldens(): Promise<string> {
	const python = flytekitPython();
	const home = join(python, "..", "..");
	const out = join(cacheFolder(), `goldens-${digest(sources().map((file) => readFileSync(file, "utf8")))}`);
	const aside = `${out}.${process.pid}`;
	mkdirSync(aside, { recursive: true });
	try {
		for (const groups of [GROUPS, ["sd"]]) {
			run(python, [join(peer, "make_goldens.py"), ...groups], {
				cwd: home,
				env: { ...process.env, GOLDENS_OUT: aside, PYTHONDONTWRITEBYTECODE: "1" },
			});
		}
		rmSync(out, { recursive: true, force: true });
		renameSync(aside, out);
	} finally {
		rmSync(aside, { recursive: true, force: true });
	}
	return out;
}

function sources(): string[] {
	const files = readdirSync(peer, { recursive: true, withFileTypes: true }).filter((entry) =>
		entry.name.endsWith(".py"),
	);
	return files
		.map((entry) => join(entry.parentPath ?? entry.path, entry.name))
		.sort((a, b) => relative(peer, a).localeCompare(relative(peer, b)));
}

function cacheFolder(): string {
	return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "flytekit-ts-conformance");
}

function digest(parts: readonly string[]): string {
	return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
}

/** Runs a program to its end; what it says is shown only when it fails. */
export function run(
	program: string,
	args: readonly string[],
	options: { cwd?: string; env?: NodeJS.ProcessEnv; input?: string } = {},
): string {
	const { status, error, stdout, stderr } = spawnSync(program, args, {
		...options,
		encoding: "utf8",
		maxBuffer: 1 << 28,
	});
	if (error !== undefined) throw new Error(`${program} cannot be started: ${error.message}`);
	if (status !== 0 || stdout.includes("GROUP FAILED"))
		throw new Error(`${program} ${args.join(" ")} failed\n${stdout}${stderr}`);
	return stdout;
}
