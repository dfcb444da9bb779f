import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startS3 } from "../../scripts/stores/servers.js";
import { installPacked } from "../install/packed-package.js";
import { installFlytekit } from "../install/python.js";
import { builtLab } from "../lab/build.js";
import { cacheFolder } from "../lab/cache-folder.js";
import { type Lab, startLab } from "../lab/lab.js";
import { bucketVariables, makeBucket } from "./bucket.js";
import { SECRETS } from "./secrets.js";

/** Pods at a time. */
const PARALLEL = 4;
/** Folders of runs that are kept for looking at. */
const KEPT = 4;

/** A lab in which pods find the package and flytekit, with an S3 store beside it. Nothing is registered yet. */
export interface Started {
	readonly lab: Lab;
	/** Everything of this run. */
	readonly folder: string;
	/** Folder of flytekit's commands. */
	readonly python: string;
	/** Stops everything, pods included. */
	stop(): Promise<void>;
}

/** Whether the process that a run's folder is named by is gone. */
function isOver(name: string): boolean {
	try {
		process.kill(Number(name.split("-").at(-1)), 0);
		return false;
	} catch {
		return true;
	}
}

/** Starts it, with whatever has to be built and installed before. It is stopped when this process is told to end. */
export async function start(): Promise<Started> {
	const runs = cacheFolder("runs");
	mkdirSync(runs, { recursive: true });
	for (const old of readdirSync(runs).sort().filter(isOver).slice(0, -KEPT)) {
		rmSync(join(runs, old), { recursive: true, force: true });
	}
	const folder = join(runs, `${new Date().toISOString().replaceAll(/[:.]/g, "-")}-${process.pid}`);
	mkdirSync(folder);
	// the client and the commands read outputs from a store that is a folder; pods have no such variable
	process.env.FLYTE_ALLOWED_URIS = join(folder, "store");

	const bin = await builtLab();
	const python = installFlytekit(folder);
	const commands = await installPacked(folder);
	const path = [commands, python, ...new Set([join(process.execPath, ".."), "/usr/local/bin", "/usr/bin", "/bin"])];
	const s3 = await startS3(folder);
	let lab: Lab | undefined;
	const stop = async () => {
		await Promise.all([lab?.stop(), s3.stop()]);
	};
	process.once("SIGINT", () => void stop().finally(() => process.exit(130)));
	process.once("SIGTERM", () => void stop().finally(() => process.exit(143)));
	try {
		await makeBucket(s3.url);
		lab = await startLab({
			bin,
			folder,
			podsPath: path.filter((part) => existsSync(part)).join(":"),
			parallel: PARALLEL,
			podEnv: bucketVariables(s3.url),
			secrets: { "flytesnacks-development": { e2e: SECRETS } },
		});
		return { lab, folder, python, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}
