import { execFile } from "node:child_process";
import { FlyteError } from "../../errors/index.js";

/**
 * Throws AUTHORING_COMMAND where docker is installed without buildx: docker would take the word for an image's option and
 * fail over `--platform`. A docker that is not there at all is left to the build, which says so.
 */
export async function needBuildx(image: string): Promise<void> {
	const problem = await probe();
	if (problem === undefined) return;
	throw new FlyteError("AUTHORING_COMMAND", `image ${image} needs docker's buildx, which is not installed here`, {
		wayOut:
			"install docker's buildx plugin (a plain `docker build` cannot build for a chosen platform), build it elsewhere from " +
			"`spec.dockerfile`, or name an image that exists in containerImage",
		cause: problem,
	});
}

function probe(): Promise<Error | undefined> {
	return new Promise((resolve) => {
		execFile("docker", ["buildx", "version"], (error) => {
			resolve(error === null || error.code === "ENOENT" ? undefined : error);
		});
	});
}
