import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../declared/run-command.js";
import { needBuildx } from "./buildx.js";
import type { ImageSpec } from "./image-spec.js";

const INSTALL =
	"install docker with buildx to build it here, build it elsewhere from `spec.dockerfile`, or name an image that exists in containerImage";

/** Builds a described image with the local docker (buildx). `push` is false for one that stays here. */
export async function buildImage(
	{ name, image, dockerfile, options }: ImageSpec,
	{ push = options.registry !== undefined, signal }: { readonly push?: boolean; readonly signal?: AbortSignal },
): Promise<void> {
	const { platform = "linux/amd64", root = process.cwd() } = options;
	await needBuildx(name);
	const folder = await mkdtemp(join(tmpdir(), "flytekit-ts-image-"));
	try {
		const file = join(folder, "Dockerfile");
		await writeFile(file, dockerfile);
		await writeFile(`${file}.dockerignore`, "**/node_modules\n**/.git\n");
		const args = ["buildx", "build", "--platform", platform, "--tag", image, "--file", file];
		await runCommand("docker", [...args, push ? "--push" : "--load", root], {
			runner: `image ${name}`,
			install: INSTALL,
			...(signal === undefined ? {} : { signal }),
		});
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
