import type { CacheEntry } from "../../engine/cache/table.js";
import type { CacheReason } from "../../engine/cache/why.js";
import { plainLine } from "../../errors/index.js";
import type { Sink } from "../io.js";
import { painter } from "./paint.js";

/** Lines of the list of cached results. */
export function entriesText(entries: readonly CacheEntry[], total: number, now: number, sink: Sink): string {
	if (entries.length === 0) return "no results are cached\n";
	const paint = painter(sink);
	const rows = entries.map((entry) => ({
		age: ago(now - entry.createdAt),
		task: plainLine(entry.task),
		version: plainLine(entry.version),
		from: `${entry.run} ${plainLine(entry.path)}`,
		inputs: entry.inputs.map(({ name, shown }) => `${plainLine(name)}: ${plainLine(shown)}`).join(", "),
	}));
	const width = (of: "age" | "task" | "version" | "from") => Math.max(...rows.map((row) => row[of].length));
	const [age, task, version, from] = [width("age"), width("task"), width("version"), width("from")];
	const lines = rows.map((row) =>
		`${paint.dim(row.age.padStart(age))}  ${paint.bold(row.task.padEnd(task))}  ${row.version.padEnd(version)}  ${paint.dim(row.from.padEnd(from))}  ${row.inputs}`.trimEnd(),
	);
	if (total > entries.length) lines.push(`and ${total - entries.length} more`);
	return `${lines.join("\n")}\n`;
}

/** Why a call was, or was not, answered from the cache. */
export function reasonText(reason: CacheReason, run: string, now: number, sink: Sink): string {
	const paint = painter(sink);
	const { entry, nearest, differs, others } = reason;
	const lines = [
		`${paint.bold(plainLine(reason.path))} (${plainLine(reason.task)}) of run ${run}: ${SAID[reason.outcome]}`,
	];
	if (entry !== undefined && reason.outcome !== "made")
		lines.push(`  from ${origin(entry, now)}, version ${plainLine(entry.version)}`);
	if (reason.outcome === "not kept") {
		lines.push(
			"  its task asks for no cache, or it failed, or the run had --no-cache, or the result was replaced or cleared since",
		);
	}
	if (reason.outcome === "made") {
		if (nearest === undefined) lines.push("  the cache had no result of this task before");
		else {
			lines.push(
				`  of ${others} other ${others === 1 ? "result" : "results"} the nearest is from ${origin(nearest, now)}; what differs:`,
			);
			if (differs.length === 0) lines.push("    nothing: it was overwritten, or its files were gone");
			const wide = Math.max(0, ...differs.map(({ part }) => part.length));
			for (const { part, was, is } of differs) {
				const said =
					part === "interface"
						? "other names or types of inputs or outputs"
						: `was ${valueText(was)}, is ${valueText(is)}`;
				lines.push(`    ${plainLine(part).padEnd(wide)}  ${said}`);
			}
		}
	}
	return `${lines.join("\n")}\n`;
}

const SAID: Readonly<Record<CacheReason["outcome"], string>> = {
	recalled: "recalled from the cache",
	recovered: "committed before the run was gone on with",
	made: "ran, since the cache did not have its result",
	"not kept": "ran, and the cache has no result of it",
};

export function entryJson(entry: CacheEntry): object {
	const { createdAt, ...rest } = entry;
	return { ...rest, createdAt: new Date(createdAt).toISOString() };
}

export function reasonJson({ entry, nearest, ...reason }: CacheReason): object {
	const json = (one: CacheEntry | undefined) => (one === undefined ? null : entryJson(one));
	return { ...reason, entry: json(entry), nearest: json(nearest) };
}

function origin({ run, path, createdAt }: CacheEntry, now: number): string {
	return `run ${run}, ${plainLine(path)}, ${ago(now - createdAt)} ago`;
}

function valueText(shown: string | undefined): string {
	return shown === undefined ? "not given" : plainLine(shown === "" ? "its default" : shown);
}

const UNITS = [
	["d", 86_400_000],
	["h", 3_600_000],
	["min", 60_000],
	["s", 1000],
] as const;

/** `3 d`, `12 min`: the largest unit that there is one of. */
function ago(ms: number): string {
	const [unit, size] = UNITS.find(([, least]) => ms >= least) ?? ["s", 1000];
	return `${Math.max(0, Math.floor(ms / size))} ${unit}`;
}
