import type { UploadLocation } from "../../remote/registration-target.js";
import { commandArgs } from "../args/command-args.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf, textOf } from "../args/values.js";
import type { Command } from "../command.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { jsonText } from "../output/result-json.js";
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
import { registerPrepared } from "../register/register-prepared.js";
import { reportJson, reportText } from "../register/report.js";

/** `tsflyte register FILE...`: puts a program's entities and its code on Flyte. flytekit: pyflyte register. */
export const register: Command = {
	name: "register",
	usage: "FILE|FOLDER...",
	description:
		"Registers what files export, and all that it calls, on a Flyte deployment, with its code: built, packed and uploaded through the deployment's " +
		"data proxy. The version is made of the content, so registering the same again changes nothing; a version that is there with other content is " +
		"refused. The deployment is the one that flytectl and flytekit would use: --config, FLYTECTL_CONFIG, FLYTE_PLATFORM_URL, ~/.flyte/config.yaml.",
	options: [
		...SETTINGS_OPTIONS,
		...LAUNCH_OPTIONS,
		{ name: "config", short: "c", takes: "value", placeholder: "FILE", summary: "configuration of the deployment" },
		{
			name: "activate-launchplans",
			takes: "switch",
			summary: "makes the registered launch plans active: schedules start",
		},
		{ name: "dry-run", takes: "switch", summary: "asks what is new, changed or the same, and registers nothing" },
		{
			name: "verbose",
			short: "v",
			takes: "switch",
			summary: "lists the files of the code, and those that are left out",
		},
	],
	examples: [
		"tsflyte register pipeline.ts --image ghcr.io/acme/app:v1",
		"tsflyte register src/*.ts --project acme --domain staging --dry-run",
	],
	async run(argv, io) {
		const args = commandArgs(register, argv, io);
		return args === undefined ? EXIT.ok : registerFiles(args, io);
	},
};

async function registerFiles(args: ParsedArgs, io: Io): Promise<ExitCode> {
	const files = entryFiles(args.positionals, io.cwd, "register");
	const { FlyteRemote } = await import("../../remote/index.js");
	const file = textOf(args, "config");
	const remote = await FlyteRemote.auto({ ...(file === undefined ? {} : { file }) });
	const dryRun = switchOf(args, "dry-run");
	try {
		const prepared = await prepareRegistration({
			files,
			cwd: io.cwd,
			settings: givenSettings(args, remote),
			copy: copyMode(args, "bundle"),
			...codeOptions(args),
			launch: launchOverlay(args),
		});
		sayCode(prepared, io, { verbose: switchOf(args, "verbose") });
		await buildImages(prepared, io, { dryRun });
		const report = await registerPrepared(prepared, remote.target, {
			dryRun,
			activate: switchOf(args, "activate-launchplans"),
			upload: (location, bytes, md5) => uploadArchive(location, bytes, md5),
		});
		io.stdout.write(
			switchOf(args, "json")
				? `${jsonText(reportJson(report, prepared, dryRun))}\n`
				: reportText(report, dryRun, io.stdout),
		);
		return EXIT.ok;
	} finally {
		await remote.close();
	}
}

async function uploadArchive(location: UploadLocation, bytes: Uint8Array, md5: Uint8Array): Promise<void> {
	const [{ putSigned }, { systemClock }] = await Promise.all([
		import("../../remote/signed-put.js"),
		import("../../context/ports/index.js"),
	]);
	const headers = new Map(Object.entries(location.headers));
	await putSigned({ ...location, headers }, { md5, size: bytes.length, body: () => bytes }, { clock: systemClock });
}
