import { relative, resolve } from "node:path";
import { FlyteError, isFlyteError } from "../../errors/index.js";
import type { DetectedModule, EntitySite } from "../../interface/detected.js";
import { moduleOf } from "../../interface/provider.js";
import { commandArgs } from "../args/command-args.js";
import { switchOf } from "../args/values.js";
import type { Command } from "../command.js";
import { entitiesOf, isListed, noEntities, runnableOf } from "../entities.js";
import { EXIT } from "../exit-code.js";
import type { Sink } from "../io.js";
import { painter } from "../output/paint.js";
import { jsonText } from "../output/result-json.js";
import { signature, signatureOf } from "../output/signature.js";
import { openProgram, type Program } from "../program.js";
import { quietConsole } from "../quiet-console.js";
import { staticProblems } from "../static-problems.js";

/** `tsflyte ls FILE...`: what files define, read from their types. */
export const ls: Command = {
	name: "ls",
	usage: "FILE...",
	description:
		"Lists the tasks, workflows and other entities that files define, with their types. The files are read; only where types are values (schemas, maps, " +
		"launch plans) they are loaded too. " +
		"Entities that are not exported are listed too, marked: they can be called, not registered.",
	options: [],
	examples: ["tsflyte ls pipeline.ts", "tsflyte ls pipeline.ts --json"],
	async run(argv, io) {
		const args = commandArgs(ls, argv, io);
		if (args === undefined) return EXIT.ok;
		if (args.positionals.length === 0)
			throw new FlyteError("CLI_USAGE", "ls needs a file", { wayOut: `tsflyte ls ${ls.usage}` });
		const modules: Listed[] = [];
		for (const given of args.positionals) {
			const program = await openProgram(given, io);
			const module = moduleOf(program.file);
			if (module === undefined) continue;
			const shown = relative(io.cwd, resolve(program.root, module.file));
			modules.push({ sites: module.sites.filter(isListed), shown, loaded: await loadedSignatures(program, module) });
		}
		if (switchOf(args, "json")) {
			const entities = modules.flatMap(({ sites, loaded }) => sites.map((site) => entityJson(site, loaded)));
			io.stdout.write(`${jsonText(entities)}\n`);
			return EXIT.ok;
		}
		for (const listed of modules) io.stdout.write(listing(listed, io.stdout));
		return EXIT.ok;
	},
};

interface Listed {
	readonly sites: readonly EntitySite[];
	readonly shown: string;
	readonly loaded: ReadonlyMap<string, string>;
}

/**
 * Signatures, by export, of what has its types from values: schemas, maps, launch plans. Nothing for a program that has problems
 * or cannot be loaded: `ls` lists it all the same.
 */
async function loadedSignatures(program: Program, module: DetectedModule): Promise<ReadonlyMap<string, string>> {
	const found = new Map<string, string>();
	const names = module.sites.flatMap((site) =>
		site.interface === undefined && site.exportName !== undefined && site.problems.length === 0
			? [site.exportName]
			: [],
	);
	if (names.length === 0 || staticProblems(program).length > 0) return found;
	try {
		quietConsole();
		const entities = entitiesOf(await program.load());
		for (const name of names) {
			const entity = entities.get(name);
			if (entity !== undefined) found.set(name, signatureOf(runnableOf(entity).interface));
		}
	} catch (error) {
		if (!isFlyteError(error)) throw error;
	}
	return found;
}

function listing({ sites, shown, loaded }: Listed, sink: Sink): string {
	const paint = painter(sink);
	if (sites.length === 0) return `${paint.bold(shown)}: ${noEntities}\n`;
	const kinds = Math.max(...sites.map((site) => site.kind.length));
	const lines = sites.map((site) => {
		const name = site.exportName ?? `(not exported, line ${site.location.line})`;
		const said = typesOf(site, loaded);
		const types = said === undefined ? "" : paint.dim(said);
		const wrong =
			site.problems.length === 0 ? "" : paint.red(`${site.problems.length} problem(s): tsflyte check ${shown}`);
		return `  ${paint.cyan(site.kind.padEnd(kinds))}  ${paint.bold(name)} ${types}${types !== "" && wrong !== "" ? " " : ""}${wrong}`.trimEnd();
	});
	return `${paint.bold(shown)}\n${lines.join("\n")}\n`;
}

function typesOf(site: EntitySite, loaded: ReadonlyMap<string, string>): string | undefined {
	return site.interface === undefined ? loaded.get(site.exportName ?? "") : signature(site.interface);
}

function entityJson(site: EntitySite, loaded: ReadonlyMap<string, string>): object {
	const { location, kind, exportName, module, problems } = site;
	return {
		name: exportName === undefined ? null : `${module}.${exportName}`,
		exportName: exportName ?? null,
		kind,
		module,
		location,
		signature: typesOf(site, loaded) ?? null,
		interface: site.interface ?? null,
		problems: problems.length,
	};
}
