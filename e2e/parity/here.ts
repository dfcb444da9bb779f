import { appendFileSync, mkdtempSync } from "node:fs";
import { dirname, join } from "node:path";
import { endingHere } from "./local.js";
import { programs } from "./table.js";

// `here.ts FILE NAME...`: runs programs one after the other, and appends how each ended to the file, a line of JSON for each.
// A process of its own: an engine notices that a promise never settles when nothing else is left to do.
const [file = "", ...names] = process.argv.slice(2);
for (const name of names) {
	const program = programs.find((one) => one.name === name);
	if (program === undefined) throw new Error(`no program is called ${name}`);
	const told = await endingHere(program, mkdtempSync(join(dirname(file), "here-"))).then(
		(ending) => ({ ending }),
		(error: unknown) => ({ error: String(error instanceof Error ? error.stack : error) }),
	);
	appendFileSync(file, `${JSON.stringify({ name, ...told })}\n`);
}
