import { existsSync } from "node:fs";
import type { Salvage } from "../../engine/journal/salvage/salvage.js";
import { plainText } from "../../errors/index.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { storePath } from "./store-options.js";

/** `tsflyte recover --salvage`: writes what can be read of a damaged store into a new one beside it, and tells what is lost. */
export async function salvage(args: ParsedArgs, io: Io): Promise<ExitCode> {
	const { salvageStore } = await import("../../engine/journal/salvage/salvage.js");
	const path = storePath(args, io);
	const saved = salvageStore(path, freePath(path));
	io.stdout.write(switchOf(args, "json") ? `${JSON.stringify({ from: path, ...saved })}\n` : salvageText(path, saved));
	return EXIT.ok;
}

/** `store.salvaged.db`, `store.salvaged-2.db`, ... */
function freePath(path: string): string {
	const name = path.replace(/\.db$/, "");
	for (let nth = 1; ; nth++) {
		const free = `${name}.salvaged${nth === 1 ? "" : `-${nth}`}.db`;
		if (!existsSync(free)) return free;
	}
}

function salvageText(from: string, { path, runs, orphans, cache, answers }: Salvage): string {
	const lines = [`${from}: ${runs.length} ${runs.length === 1 ? "run" : "runs"} saved into ${path}`];
	for (const { id, name, records, lost } of runs) {
		lines.push(`  ${plainText(`${id}  ${name}`)}  ${records} records${lost.length === 0 ? ", whole" : ""}`);
		for (const what of lost.slice(0, 10)) lines.push(`    lost: ${what}`);
		if (lost.length > 10) lines.push(`    and ${lost.length - 10} more`);
	}
	if (orphans > 0) lines.push(`  ${orphans} segments of runs that are lost`);
	for (const [what, { saved, damaged }] of [
		["cached results", cache],
		["answers to gates", answers],
	] as const) {
		if (saved + damaged > 0)
			lines.push(`  ${what}: ${saved} saved${damaged === 0 ? "" : `, ${damaged} damaged and left out`}`);
	}
	lines.push(`go on with: tsflyte recover RUN --store ${path}`);
	return `${lines.join("\n")}\n`;
}
