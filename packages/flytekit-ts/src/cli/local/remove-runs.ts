import type { Removal, RemoveFilter } from "../../engine/journal/remove/remove-runs.js";
import type { RunStore } from "../../engine/journal/run-store.js";
import { FlyteError, plainLine } from "../../errors/index.js";
import { duration, isDurationText } from "../../types/values/duration.js";
import type { ParsedArgs } from "../args/parse.js";
import { countOf, switchOf, textOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { jsonText } from "../output/result-json.js";
import { sizeText } from "../output/size-text.js";
import { READING, withStore } from "../store/open-existing.js";
import { timeText } from "./state-text.js";

/** `tsflyte runs rm`: takes runs out of the store, with their logs and files. */
export async function removeLocalRuns(given: readonly string[], args: ParsedArgs, io: Io): Promise<ExitCode> {
	const { removeRuns } = await import("../../engine/journal/remove/remove-runs.js");
	const isTrial = switchOf(args, "dry-run");
	return withStore(args, io, READING, async (store) => {
		const removal = removeRuns(store, filterOf(store, given, args), isTrial);
		io.stdout.write(switchOf(args, "json") ? `${jsonText(removalJson(removal))}\n` : removalText(removal, isTrial));
		// one that was named is not there to be passed over
		return given.length > 0 && removal.running.length > 0 ? EXIT.failed : EXIT.ok;
	});
}

function filterOf(store: RunStore, given: readonly string[], args: ParsedArgs): RemoveFilter {
	const age = textOf(args, "older-than");
	const keep = countOf(args, "keep");
	if (age !== undefined && !isDurationText(age)) {
		throw new FlyteError("CLI_FLAG_VALUE", `--older-than is a time such as 30d or 12h, got ${JSON.stringify(age)}`);
	}
	const hasConditions = age !== undefined || keep !== undefined;
	if (given.length > 0 === hasConditions) {
		throw new FlyteError(
			"CLI_USAGE",
			hasConditions ? "runs rm takes either runs or conditions" : "runs rm needs to know which runs",
			{ wayOut: "tsflyte runs rm RUN..., or tsflyte runs rm --older-than 30d, --keep 20, or both" },
		);
	}
	if (given.length > 0) return { ids: given.map((id) => store.run(id).header.id) };
	return {
		...(age === undefined ? {} : { before: Date.now() - duration(age).ms }),
		...(keep === undefined ? {} : { keep }),
	};
}

function removalJson({ removed, running, ...rest }: Removal): object {
	return { removed: removed.map(({ id }) => id), running: running.map(({ id }) => id), ...rest };
}

function removalText(
	{ removed, running, bytes, keptFiles, storeBytes, isStoreBusy }: Removal,
	isTrial: boolean,
): string {
	const lines: string[] = [];
	if (isTrial) {
		for (const { id, state, name, startedAt } of removed)
			lines.push(`  ${id}  ${state}  ${plainLine(name, 60)}  ${timeText(startedAt)}`);
	}
	const count = `${removed.length} ${removed.length === 1 ? "run" : "runs"}`;
	const given = `${sizeText(bytes)} of files${storeBytes > 0 ? `, ${sizeText(storeBytes)} of the store` : ""}`;
	lines.push(`${count} ${isTrial ? "would be " : ""}removed: ${given}`);
	if (keptFiles > 0) lines.push(`${keptFiles} of their files stay: cached results or other runs refer to them`);
	for (const { id } of running) lines.push(`run ${id} is under way and stays`);
	if (isStoreBusy)
		lines.push("another process uses the store, so its file keeps its size; what is free in it is used again");
	return `${lines.join("\n")}\n`;
}
