import { relative, resolve } from "node:path";
import { FlyteError } from "../../errors/index.js";
import type { DetectedModule, EntitySite } from "../../interface/detected.js";
import { moduleOf } from "../../interface/provider.js";
import { commandArgs } from "../args/command-args.js";
import { switchOf } from "../args/values.js";
import type { Command } from "../command.js";
import { noEntities } from "../entities.js";
import { EXIT } from "../exit-code.js";
import type { Sink } from "../io.js";
import { painter } from "../output/paint.js";
import { jsonText } from "../output/result-json.js";
import { signature } from "../output/signature.js";
import { openProgram } from "../program.js";

/** `tsflyte ls FILE...`: what files define, read from their types; none of their code runs. */
export const ls: Command = {
	name: "ls",
	usage: "FILE...",
	description:
		"Lists the tasks, workflows and other entities that files define, with their types. The files are read, not run. " +
		"Entities that are not exported are listed too, marked: they can be called, not registered.",
	options: [],
	examples: ["tsflyte ls pipeline.ts", "tsflyte ls pipeline.ts --json"],
	async run(argv, io) {
		const args = commandArgs(ls, argv, io);
		if (args === undefined) return EXIT.ok;
		if (args.positionals.length === 0)
			throw new FlyteError("CLI_USAGE", "ls needs a file", { wayOut: `tsflyte ls ${ls.usage}` });
		const modules: { readonly module: DetectedModule; readonly shown: string }[] = [];
		for (const given of args.positionals) {
			const program = await openProgram(given, io);
			const module = moduleOf(program.file);
			if (module !== undefined) modules.push({ module, shown: relative(io.cwd, resolve(program.root, module.file)) });
		}
		if (switchOf(args, "json")) {
			const entities = modules.flatMap(({ module }) => module.sites.map((site) => entityJson(site)));
			io.stdout.write(`${jsonText(entities)}\n`);
			return EXIT.ok;
		}
		for (const { module, shown } of modules) io.stdout.write(listing(module, shown, io.stdout));
		return EXIT.ok;
	},
};

function listing(module: DetectedModule, shown: string, sink: Sink): string {
	const paint = painter(sink);
	if (module.sites.length === 0) return `${paint.bold(shown)}: ${noEntities}\n`;
	const kinds = Math.max(...module.sites.map((site) => site.kind.length));
	const lines = module.sites.map((site) => {
		const name = site.exportName ?? `(not exported, line ${site.location.line})`;
		const types = site.interface === undefined ? "" : paint.dim(typesOf(site));
		const wrong =
			site.problems.length === 0 ? "" : paint.red(`${site.problems.length} problem(s): tsflyte check ${shown}`);
		return `  ${paint.cyan(site.kind.padEnd(kinds))}  ${paint.bold(name)} ${types}${types !== "" && wrong !== "" ? " " : ""}${wrong}`.trimEnd();
	});
	return `${paint.bold(shown)}\n${lines.join("\n")}\n`;
}

function typesOf(site: EntitySite): string {
	return site.interface === undefined ? "" : signature(site.interface);
}

function entityJson(site: EntitySite): object {
	const { location, kind, exportName, module, problems } = site;
	return {
		name: exportName === undefined ? null : `${module}.${exportName}`,
		exportName: exportName ?? null,
		kind,
		module,
		location,
		signature: site.interface === undefined ? null : typesOf(site),
		interface: site.interface ?? null,
		problems: problems.length,
	};
}
