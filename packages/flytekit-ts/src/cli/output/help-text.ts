import type { OptionSpec } from "../args/option.js";
import { COMMON_OPTIONS, type Command } from "../command.js";
import type { Sink } from "../io.js";
import { twoColumns, wrap } from "./columns.js";
import { painter } from "./paint.js";

/** The help of one command. */
export function commandHelp(command: Command, sink: Sink): string {
	const paint = painter(sink);
	const width = widthOf(sink);
	const options = [...command.options, ...COMMON_OPTIONS];
	let text = `${`${paint.bold(`tsflyte ${command.name}`)} ${command.usage}`.trimEnd()}\n\n${wrap(command.description, width).join("\n")}\n`;
	text += `\n${paint.bold("Flags")}\n${twoColumns(options.map(optionRow), width)}`;
	const { remoteOptions = [] } = command;
	if (remoteOptions.length > 0) {
		text += `\n${paint.bold("Flags with --remote")}\n${twoColumns(remoteOptions.map(optionRow), width)}`;
	}
	if (command.examples.length > 0) {
		text += `\n${paint.bold("Examples")}\n${command.examples.map((line) => `  ${line}\n`).join("")}`;
	}
	return text;
}

/** The same for programs. */
export function commandJson({ name, usage, description, options, remoteOptions = [], examples }: Command): object {
	return { name, usage, description, options: [...options, ...COMMON_OPTIONS], remoteOptions, examples };
}

/** `--inputs-file FILE` and what it is for. */
export function optionRow(option: OptionSpec): [string, string] {
	const short = option.short === undefined ? "" : `-${option.short}, `;
	const value = option.takes === "switch" ? "" : ` ${option.placeholder ?? "VALUE"}`;
	return [`${short}--${option.name}${value}`, option.summary];
}

/** Room for text on a stream. */
export function widthOf(sink: Pick<Sink, "columns">): number {
	return Math.min(Math.max(sink.columns ?? 100, 60), 120);
}
