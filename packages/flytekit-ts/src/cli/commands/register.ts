import { commandArgs } from "../args/command-args.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf } from "../args/values.js";
import type { Command } from "../command.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { jsonText } from "../output/result-json.js";
import { entryFiles } from "../register/entry-files.js";
import { LAUNCH_OPTIONS, SETTINGS_OPTIONS } from "../register/options.js";
import { registerFiles } from "../register/register-files.js";
import { reportJson, reportText } from "../register/report.js";
import { withRemote } from "../remote/options.js";

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
		return args === undefined ? EXIT.ok : registerGiven(args, io);
	},
};

async function registerGiven(args: ParsedArgs, io: Io): Promise<ExitCode> {
	const files = entryFiles(args.positionals, io.cwd, "register");
	const dryRun = switchOf(args, "dry-run");
	return withRemote(args, async (remote) => {
		const activate = switchOf(args, "activate-launchplans");
		const { prepared, ...report } = await registerFiles(files, remote, args, io, { dryRun, activate });
		io.stdout.write(
			switchOf(args, "json")
				? `${jsonText(reportJson(report, prepared, dryRun))}\n`
				: reportText(report, dryRun, io.stdout),
		);
		return EXIT.ok;
	});
}
