import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { imageName } from "../../authoring/task/image.js";
import { prepareDeclared } from "../../authoring/tracker.js";
import type { SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError } from "../../errors/index.js";
import { closureOf } from "../../remote/closure.js";
import type { Registration } from "../../wire/registration.js";
import { commandArgs } from "../args/command-args.js";
import { switchOf, textOf, textsOf } from "../args/values.js";
import type { Command } from "../command.js";
import { compileGraphs } from "../compile-graphs.js";
import { entitiesOf, entityNamed, noEntities } from "../entities.js";
import { EXIT } from "../exit-code.js";
import { jsonText } from "../output/result-json.js";
import { openProgram } from "../program.js";
import { quietConsole } from "../quiet-console.js";
import { registrable } from "../serialize/collect.js";
import { imageFrom, settingsFrom, standardImage } from "../serialize/settings.js";
import { specFiles } from "../serialize/spec-files.js";
import { refuseStaticProblems } from "../static-problems.js";

/** `tsflyte serialize FILE [ENTITY]`: the protobufs of a file's entities, as pyflyte serialize writes them. */
export const serialize: Command = {
	name: "serialize",
	usage: "FILE [ENTITY] (--out DIR | --json)",
	description:
		"Writes what is registered on Flyte: a TaskSpec, WorkflowSpec or LaunchPlan for each entity that the file exports, or for " +
		"ENTITY alone, and for all that they call; each workflow with its default launch plan. Files are named as pyflyte names them: " +
		"INDEX_NAME_1.pb for tasks, _2.pb for workflows, _3.pb for launch plans. What a dynamic's container makes of certain inputs is no " +
		"part of it: `tsflyte budget FILE DYNAMIC --out DIR` writes that.",
	options: [
		{ name: "out", short: "o", takes: "value", placeholder: "DIR", summary: "the folder for the .pb files" },
		{ name: "project", short: "p", takes: "value", placeholder: "NAME", summary: "default flytesnacks" },
		{ name: "domain", short: "d", takes: "value", placeholder: "NAME", summary: "default development" },
		{ name: "version", takes: "value", placeholder: "TEXT", summary: "default: from the program's content" },
		{
			name: "image",
			short: "i",
			takes: "values",
			placeholder: "[NAME=]IMAGE",
			summary: "image of the tasks' containers, default flytekit-ts:VERSION; named ones may be added",
		},
		{ name: "env", takes: "values", placeholder: "NAME=VALUE", summary: "environment of the tasks' containers" },
		{
			name: "fold",
			takes: "value",
			placeholder: "HOW",
			summary: "how containers fold equal calls of dynamics, whatever those say: auto, off, require",
		},
	],
	examples: [
		"tsflyte serialize pipeline.ts --out _pb_output --image ghcr.io/acme/app:v1",
		"tsflyte serialize pipeline.ts main --json",
	],
	async run(argv, io) {
		const args = commandArgs(serialize, argv, io);
		if (args === undefined) return EXIT.ok;
		const [file, name, extra] = args.positionals;
		if (file === undefined)
			throw new FlyteError("CLI_USAGE", "serialize needs a file", { wayOut: `tsflyte serialize ${serialize.usage}` });
		if (extra !== undefined)
			throw new FlyteError("CLI_USAGE", `serialize takes one entity, got also ${JSON.stringify(extra)}`);
		const out = textOf(args, "out");
		const json = switchOf(args, "json");
		if (out === undefined && !json) {
			throw new FlyteError("CLI_USAGE", "serialize does not know where to write", {
				wayOut: "give --out DIR, or --json for stdout",
			});
		}
		const program = await openProgram(file, io);
		refuseStaticProblems(program, io.cwd);
		quietConsole();
		const module = await program.load();
		await prepareDeclared();
		const entities = name === undefined ? [...entitiesOf(module).values()] : [entityNamed(name, module, program.shown)];
		if (entities.length === 0) throw new FlyteError("CLI_UNKNOWN_ENTITY", `${program.shown}: ${noEntities}`);
		const closure = compileGraphs(program, program.shown, () => closureOf(entities.flatMap(registrable)));
		const settings = settingsFrom(args, basename(program.bundle, ".mjs").slice(0, 22));
		if (closure.tasks.length > 0 && !textsOf(args, "image").some((text) => imageFrom(text).name === "default")) {
			const image = imageName(standardImage());
			io.stderr.write(`no --image given: containers of tasks without containerImage run ${image}\n`);
		}
		if (out !== undefined) {
			const names = writeAll(resolve(io.cwd, out), await filesOf(closure, settings));
			io.stderr.write(`wrote ${names.length} files to ${out}\n`);
			if (!json) io.stdout.write(names.map((written) => `${join(out, written)}\n`).join(""));
		}
		if (json) io.stdout.write(`${jsonText(await specsJson(closure, settings))}\n`);
		return EXIT.ok;
	},
};

/** Names and bytes; nothing is written before all of it could be made. */
async function filesOf(closure: Registration, settings: SerializationSettings): Promise<[string, Uint8Array][]> {
	const { serializedEntities } = await import("../../wire/serialized-entities.js");
	return specFiles(serializedEntities(closure, settings));
}

async function specsJson(closure: Registration, settings: SerializationSettings): Promise<object[]> {
	const { launchPlanToJson, taskSpecToJson, workflowSpecToJson } = await import("../../wire/spec-json.js");
	return closure.inOrder.map((entity) => {
		const { entityKind: kind, name } = entity;
		if (entity.entityKind === "task") return { kind, name, spec: taskSpecToJson(entity, settings) };
		const spec =
			entity.entityKind === "workflow" ? workflowSpecToJson(entity, settings) : launchPlanToJson(entity, settings);
		return { kind, name, spec };
	});
}

function writeAll(folder: string, files: readonly (readonly [string, Uint8Array])[]): string[] {
	try {
		mkdirSync(folder, { recursive: true });
	} catch (cause) {
		const { code } = cause as NodeJS.ErrnoException;
		if (code === "EEXIST" || code === "ENOTDIR") {
			throw new FlyteError("CLI_USAGE", `--out ${folder}: a file is in the way of that folder`, {
				wayOut: "give a folder, which may be new",
				cause,
			});
		}
		throw unwritable(folder, cause);
	}
	for (const [name, bytes] of files) {
		const aside = join(folder, `.${name}.${process.pid}`);
		try {
			writeFileSync(aside, bytes);
			renameSync(aside, join(folder, name));
		} catch (cause) {
			rmSync(aside, { force: true });
			throw unwritable(join(folder, name), cause);
		}
	}
	return files.map(([name]) => name);
}

function unwritable(path: string, cause: unknown): FlyteError {
	return new FlyteError("CLI_OUTPUT", `cannot write ${path}: ${(cause as Error).message}`, { cause });
}
