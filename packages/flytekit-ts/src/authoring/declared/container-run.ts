import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { currentContext } from "../../context/execution.js";
import { FlyteError } from "../../errors/index.js";
import { namedOutputs } from "../../graph/compile.js";
import type { TypedInterface } from "../../interface/typed-interface.js";
import {
	duration,
	FlyteDirectory,
	FlyteFile,
	isFlyteDirectory,
	isFlyteFile,
	type NativeType,
} from "../../types/index.js";
import type { NativeInputs } from "../callable.js";
import type { ContainerSetup } from "./container-task.js";
import { inputText } from "./input-text.js";
import { runCommand } from "./run-command.js";

const INPUT = /^\{\{\s*\.inputs\.(\w+)\s*\}\}$/;
const IMAGE = /\{\{\s*\.images?\.[^}]*\}\}/;
const INSTALL =
	"install docker to run container tasks here, run it on a cluster, or patch the task in a test (flytekit-ts/testing)";

/** Runs a container through docker: inputs in, one file each, outputs out. */
export async function runContainer(
	{ outputs, outputShape }: TypedInterface,
	setup: ContainerSetup,
	inputs: NativeInputs,
): Promise<unknown> {
	const { workingDirectory, signal, taskName } = currentContext();
	const image = imageHere(setup, taskName);
	const outputFolder = join(workingDirectory, "outputs");
	const inputFolder = join(workingDirectory, "inputs");
	await mkdir(outputFolder, { recursive: true });
	await mkdir(inputFolder, { recursive: true });
	const mounts: string[] = [];
	const texts = new Map<string, string>();
	for (const [name, value] of Object.entries(inputs)) {
		const text = await inputText(value);
		texts.set(name, text);
		if (setup.inputDataDir === undefined) continue;
		const local = isFlyteFile(value) || isFlyteDirectory(value) ? text : join(inputFolder, name);
		if (local !== text) await writeFile(local, text);
		mounts.push("--volume", `${local}:${setup.inputDataDir}/${name}:ro`);
	}
	if (setup.outputDataDir !== undefined) mounts.push("--volume", `${outputFolder}:${setup.outputDataDir}`);
	const words = [...setup.command, ...(setup.arguments ?? [])].map((word) => {
		const name = INPUT.exec(word)?.[1];
		return name === undefined ? word : (texts.get(name) ?? "");
	});
	await runCommand("docker", ["run", "--rm", ...mounts, image, ...words], {
		signal,
		runner: `task ${taskName}`,
		install: INSTALL,
	});
	const values = new Map<string, unknown>();
	for (const { name, type } of outputs.values()) {
		values.set(name, await outputValue(join(outputFolder, name), type, `${taskName} output ${name}`));
	}
	if (outputShape === "none") return undefined;
	if (outputShape === "single") return values.get("o0");
	return outputShape === "tuple" ? [...values.values()] : namedOutputs(Object.fromEntries(values));
}

/** The image's name. Throws AUTHORING_IMAGE for a template: only the settings of a registration know what it means. */
function imageHere({ image }: ContainerSetup, taskName: string): string {
	if (typeof image !== "string") return image.image;
	const template = IMAGE.exec(image)?.[0];
	if (template === undefined) return image;
	throw new FlyteError("AUTHORING_IMAGE", `task ${taskName} cannot run here: its image "${image}" has ${template}`, {
		entity: taskName,
		wayOut: `templates are filled in when the task is registered: name the image itself, or patch the task in a test (flytekit-ts/testing)`,
	});
}

/** What a file of the container's says, by the output's type. */
async function outputValue(path: string, type: NativeType, what: string): Promise<unknown> {
	if (type.kind === "file") return new FlyteFile(path);
	if (type.kind === "directory") return new FlyteDirectory(path);
	let text: string;
	try {
		text = (await readFile(path, "utf8")).replace(/\r?\n$/, "");
	} catch (cause) {
		throw new FlyteError("AUTHORING_OUTPUT", `${what} was not written`, {
			wayOut: "the container writes a file of the output's name in outputDataDir",
			cause,
		});
	}
	switch (type.kind) {
		case "string":
		case "enum":
			return text;
		case "boolean":
			return text.toLowerCase() === "true";
		case "datetime":
			return new Date(text);
		case "duration":
			return duration(text);
		case "int":
			return "native" in type && type.native === "bigint" ? BigInt(text) : Number(text);
		case "float":
			return Number(text);
		default:
			return JSON.parse(text);
	}
}
