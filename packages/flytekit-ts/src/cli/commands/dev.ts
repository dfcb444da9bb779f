import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FlyteError } from "../../errors/index.js";
import { currentConvert } from "../../graph/runner-port.js";
import { findProjectRoot } from "../../interface/project-root.js";
import { ownPackage } from "../../loader/own-package.js";
import type { FlyteRemote } from "../../remote/index.js";
import { commandArgs } from "../args/command-args.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf, textOf } from "../args/values.js";
import type { Command } from "../command.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { jsonText } from "../output/result-json.js";
import { pageJson } from "../page-json.js";
import { entryFiles } from "../register/entry-files.js";
import { DEPLOYMENT_OPTIONS, isRemote, REMOTE, withRemote } from "../remote/options.js";
import { STORE_OPTION, storePath } from "../store/store-options.js";

/** `tsflyte dev [FILES]`. */
export const dev: Command = {
	name: "dev",
	usage: "[FILES]",
	description:
		"Serves a page of this project's runs on loopback: their graphs, timelines, values, errors and logs, live, wherever they were begun. " +
		"Programs that are named are listed with their interfaces, can be run from the page, and are read again when they change. A folder stands for " +
		"the programs in it. With --remote it shows executions of the Flyte deployment that is configured. The address that is printed has a token in it: only who has it sees anything. Ctrl-C ends it, and interrupts runs that were begun from the page.",
	options: [
		REMOTE,
		{
			name: "port",
			takes: "value",
			placeholder: "N",
			summary: "port on 127.0.0.1 and ::1; 0 takes a free one; else 4749 or one after it",
		},
		STORE_OPTION,
		{ name: "describe", takes: "switch", summary: "prints what the page shows of one program, and ends", hidden: true },
	],
	remoteOptions: DEPLOYMENT_OPTIONS,
	examples: ["tsflyte dev pipeline.ts", "tsflyte dev src", "tsflyte dev --remote --project acme"],
	async run(argv, io) {
		const args = commandArgs(dev, argv, io);
		if (args === undefined) return EXIT.ok;
		if (switchOf(args, "describe")) {
			const { describeProgram } = await import("../describe-program.js");
			io.stdout.write(`\n${JSON.stringify(await describeProgram(args.positionals[0] ?? "", io))}\n`);
			return EXIT.ok;
		}
		if (isRemote(args, dev, ["port"])) return withRemote(args, (remote) => serve(args, io, remote));
		return serve(args, io, undefined);
	},
};

async function serve(args: ParsedArgs, io: Io, remote: FlyteRemote | undefined): Promise<ExitCode> {
	const port = portOf(args);
	const { entries, root } =
		args.positionals.length === 0
			? { entries: [], root: findProjectRoot(join(io.cwd, "any.ts")) }
			: entryFiles(args.positionals, io.cwd, "dev");
	const { servePage } = await import("../../server/index.js");
	const { bindEngine } = await import("../../local.js");
	bindEngine();
	const page = await servePage({
		entries,
		root,
		cwd: io.cwd,
		env: io.env,
		store: storePath(args, io),
		command: [process.execPath, process.argv[1] as string],
		page: pageFolder(),
		version: ownPackage().version,
		convert: currentConvert,
		json: pageJson,
		...(port === undefined ? {} : { port }),
		...(remote === undefined ? {} : { remote }),
	});
	if (switchOf(args, "json")) io.stdout.write(`${jsonText({ url: page.url, port: page.port }, 0)}\n`);
	else io.stdout.write(`the page is at ${page.url}\n`);
	await new Promise<void>((resolve) => {
		for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
	});
	await page.close();
	return EXIT.ok;
}

/** Built beside the code: `dist/ui`. This file is bundled into `dist/chunks`, or stands in `src/cli/commands`. */
function pageFolder(): string {
	const here = fileURLToPath(import.meta.url);
	return here.endsWith(".ts")
		? fileURLToPath(new URL("../../../dist/ui", import.meta.url))
		: fileURLToPath(new URL("../ui", import.meta.url));
}

function portOf(args: ParsedArgs): number | undefined {
	const text = textOf(args, "port");
	if (text === undefined) return undefined;
	const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
	if (port >= 0 && port <= 65_535) return port;
	throw new FlyteError("CLI_FLAG_VALUE", `--port is a number from 0 to 65535, got ${JSON.stringify(text)}`);
}
