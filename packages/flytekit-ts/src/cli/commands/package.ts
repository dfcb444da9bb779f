import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { writeAside } from "../../context/files/write-aside.js";
import { FlyteError } from "../../errors/index.js";
import { packArchive } from "../../loader/packaging/archive.js";
import { writeCode } from "../../loader/packaging/write-code.js";
import { serializedEntities } from "../../wire/serialized-entities.js";
import { commandArgs } from "../args/command-args.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf, textOf } from "../args/values.js";
import type { Command } from "../command.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { jsonText } from "../output/result-json.js";
import { sizeText } from "../output/size-text.js";
import { sayCode } from "../register/code-notes.js";
import { entryFiles } from "../register/entry-files.js";
import { buildImages } from "../register/images.js";
import {
	codeOptions,
	copyMode,
	givenSettings,
	LAUNCH_OPTIONS,
	launchOverlay,
	SETTINGS_OPTIONS,
} from "../register/options.js";
import { prepareRegistration } from "../register/prepare-registration.js";
import { specFiles } from "../serialize/spec-files.js";

/** `tsflyte package FILE...`: an archive that `flytectl register files` reads. flytekit: pyflyte package. */
export const packageCommand: Command = {
	name: "package",
	usage: "FILE|FOLDER... [--out ARCHIVE]",
	description:
		"Packs what files export, and all that it calls, into an archive for `flytectl register files --archive`, without asking any deployment: flytectl " +
		"fills in project, domain and version where none is given here. With --fast the built code goes along and flytectl uploads it; without, the image " +
		"must have it: --code-dir writes it to a folder that a Dockerfile copies.",
	options: [
		{ name: "out", short: "o", takes: "value", placeholder: "FILE", summary: "the archive, default flyte-package.tgz" },
		{ name: "force", short: "f", takes: "switch", summary: "replaces the archive if it is there" },
		{ name: "fast", takes: "switch", summary: "the code goes along: --copy bundle" },
		{ name: "code-dir", takes: "value", placeholder: "DIR", summary: "writes the built code there too, for an image" },
		{ name: "source", short: "s", takes: "value", placeholder: "DIR", summary: "the folder that FILE is seen from" },
		...SETTINGS_OPTIONS,
		...LAUNCH_OPTIONS,
		{
			name: "verbose",
			short: "v",
			takes: "switch",
			summary: "lists the files of the code, and those that are left out",
		},
	],
	examples: [
		"tsflyte package src/pipeline.ts --image ghcr.io/acme/app:v1 --fast",
		"tsflyte package src/pipeline.ts --image ghcr.io/acme/app:v1 --code-dir build",
	],
	async run(argv, io) {
		const args = commandArgs(packageCommand, argv, io);
		return args === undefined ? EXIT.ok : packFiles(args, io);
	},
};

async function packFiles(args: ParsedArgs, io: Io): Promise<ExitCode> {
	const cwd = resolve(io.cwd, textOf(args, "source") ?? ".");
	const files = entryFiles(args.positionals, cwd, "package");
	const out = resolve(io.cwd, textOf(args, "out") ?? "flyte-package.tgz");
	if (existsSync(out) && !switchOf(args, "force")) {
		throw new FlyteError("PACKAGE_EXISTS", `${relative(io.cwd, out)} is there already`, {
			wayOut: "--force replaces it, --out names another",
		});
	}
	const copy = copyMode(args, switchOf(args, "fast") ? "bundle" : "none");
	if (copy === "none" && switchOf(args, "fast")) {
		throw new FlyteError("CLI_USAGE", "--fast ships the code, --copy none does not", {
			wayOut: "leave one of them out",
		});
	}
	// flytectl fills in what is left empty
	const settings = givenSettings(args, { project: "", domain: "" });
	const prepared = await prepareRegistration({
		files,
		cwd: io.cwd,
		settings: { version: "", ...settings },
		copy,
		launch: launchOverlay(args),
		...codeOptions(args),
	});
	sayCode(prepared, io, { verbose: switchOf(args, "verbose"), always: textOf(args, "code-dir") !== undefined });
	await buildImages(prepared, io, { dryRun: false });
	const { archive, registration, code, settingsAt } = prepared;
	const members = specFiles(serializedEntities(registration, settingsAt()));
	if (archive !== undefined) members.push([`fast${archive.digest.slice(0, 32)}.tar.gz`, archive.bytes]);
	const packed = await packArchive(members.map(([path, bytes]) => ({ path, bytes })));
	await writeArchive(out, packed.bytes);
	const codeDir = textOf(args, "code-dir");
	if (codeDir !== undefined) writeCode(code.files, resolve(io.cwd, codeDir));
	const shown = relative(io.cwd, out);
	io.stderr.write(`packed ${registration.inOrder.length} entities into ${shown}, ${sizeText(packed.bytes.length)}\n`);
	if (copy === "none" && codeDir === undefined) {
		io.stderr.write("the image must have the code: --code-dir writes it for the Dockerfile, --fast packs it too\n");
	}
	const names = members.map(([name]) => name);
	const json = { archive: out, digest: packed.digest, files: names, codeDir: codeDir ?? null };
	io.stdout.write(switchOf(args, "json") ? `${jsonText(json)}\n` : names.map((name) => `${name}\n`).join(""));
	return EXIT.ok;
}

async function writeArchive(file: string, bytes: Uint8Array): Promise<void> {
	try {
		await writeAside(file, (handle) => handle.writeFile(bytes));
	} catch (cause) {
		throw new FlyteError("CLI_OUTPUT", `cannot write ${file}: ${(cause as Error).message}`, { cause });
	}
}
