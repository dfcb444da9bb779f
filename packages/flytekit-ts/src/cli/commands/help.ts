import { FlyteError } from "../../errors/index.js";
import { commandArgs } from "../args/command-args.js";
import { switchOf } from "../args/values.js";
import type { Command } from "../command.js";
import { COMMANDS } from "../commands.js";
import { unknownCommand } from "../dispatch.js";
import { EXIT } from "../exit-code.js";
import type { Sink } from "../io.js";
import { twoColumns } from "../output/columns.js";
import { commandHelp, commandJson, widthOf } from "../output/help-text.js";
import { painter } from "../output/paint.js";
import { jsonText } from "../output/result-json.js";

/** `tsflyte help [COMMAND]`. */
export const help: Command = {
	name: "help",
	usage: "[COMMAND]",
	description: "Lists the commands, or explains one.",
	options: [],
	examples: ["tsflyte help run"],
	async run(argv, io) {
		const args = commandArgs(help, argv, io);
		if (args === undefined) return EXIT.ok;
		const [name, extra] = args.positionals;
		const json = switchOf(args, "json");
		if (extra !== undefined)
			throw new FlyteError("CLI_USAGE", `tsflyte help explains one command, got also ${JSON.stringify(extra)}`);
		if (name === undefined) {
			const commands = [...COMMANDS].map(([command, { summary }]) => ({ name: command, summary }));
			io.stdout.write(json ? `${jsonText({ commands })}\n` : overview(io.stdout));
			return EXIT.ok;
		}
		const entry = COMMANDS.get(name);
		if (entry === undefined) throw unknownCommand(name);
		const command = await entry.load();
		io.stdout.write(json ? `${jsonText(commandJson(command))}\n` : commandHelp(command, io.stdout));
		return EXIT.ok;
	},
};

function overview(sink: Sink): string {
	const paint = painter(sink);
	const rows = [...COMMANDS].map(([name, { summary }]) => [name, summary] as const);
	return [
		`${paint.bold("tsflyte")} COMMAND ...   run and serialize Flyte workflows written in TypeScript\n\n`,
		`${paint.bold("Commands")}\n${twoColumns(rows, widthOf(sink))}\n`,
		"tsflyte COMMAND --help explains one; tsflyte run FILE --help lists what a file can run.\n",
		"Results go to stdout, everything else to stderr. Exit codes: 0 ok, 1 the run failed,\n",
		"2 the command line or the program's types are wrong, 130 interrupted.\n",
	].join("");
}
