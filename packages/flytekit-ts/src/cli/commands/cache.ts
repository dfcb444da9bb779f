import { existsSync } from "node:fs";
import { removeCopies } from "../../engine/cache/literal-files.js";
import { copiesBeside } from "../../engine/cache/stored-cache.js";
import { cachedTasks, cacheEntries, clearCache } from "../../engine/cache/table.js";
import { cacheReason, callsNamed } from "../../engine/cache/why.js";
import { RunStore } from "../../engine/journal/run-store.js";
import { FlyteError, plainLine } from "../../errors/index.js";
import { nearest } from "../../errors/nearest.js";
import { duration, isDurationText } from "../../types/values/duration.js";
import { commandArgs } from "../args/command-args.js";
import type { ParsedArgs } from "../args/parse.js";
import { countOf, switchOf, textOf } from "../args/values.js";
import type { Command } from "../command.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { entriesText, entryJson, reasonJson, reasonText } from "../output/cache-text.js";
import { jsonText } from "../output/result-json.js";
import { STORE_OPTION, storePath } from "../store/store-options.js";

const USAGE = "ls [--task TASK] | why NODE [--run RUN] | clear [TASK] [--older-than 7d] [--all]";
const LISTED = 100;

/** `tsflyte cache ls|why|clear`. */
export const cache: Command = {
	name: "cache",
	usage: USAGE,
	description:
		"Results of cached tasks, as the project's store has them. ls lists them, the newest first. why says of a node of a run where its " +
		"result came from, and if it ran, in which part of its key it differs from the result that comes nearest: version, interface, an input. " +
		"clear takes results out: of one task, older than some time, or all; what uses them runs again.",
	options: [
		{ name: "task", takes: "value", placeholder: "TASK", summary: "ls: results of this task only" },
		{ name: "limit", takes: "value", placeholder: "N", summary: `ls: at most so many; default ${LISTED}` },
		{
			name: "run",
			takes: "value",
			placeholder: "RUN",
			summary: "why: the run's id, its beginning, or latest (default)",
		},
		{ name: "older-than", takes: "value", placeholder: "AGE", summary: "clear: only results older than that: 7d, 12h" },
		{ name: "all", takes: "switch", summary: "clear: results of all tasks" },
		STORE_OPTION,
	],
	examples: ["tsflyte cache ls --task train", "tsflyte cache why main/n0", "tsflyte cache clear train --older-than 7d"],
	async run(argv, io) {
		const args = commandArgs(cache, argv, io);
		if (args === undefined) return EXIT.ok;
		const [action, ...given] = args.positionals;
		const act = ACTIONS.get(action ?? "");
		if (act === undefined) {
			const near = nearest(action ?? "", [...ACTIONS.keys()]);
			throw usage(
				action === undefined ? "cache needs to know what to do" : `cache does not know ${JSON.stringify(action)}`,
				`${near === undefined ? "" : `did you mean ${near}? `}tsflyte cache ${USAGE}`,
			);
		}
		const path = storePath(args, io);
		if (!existsSync(path)) {
			throw new FlyteError("JOURNAL_NO_RUN", `there is no store ${path}: nothing was run with it`, {
				path,
				wayOut: "call it from the project's folder, or give the store with --store PATH",
			});
		}
		const store = new RunStore(path);
		try {
			return await act(store, given, args, io);
		} finally {
			store.close();
		}
	},
};

type Action = (store: RunStore, given: readonly string[], args: ParsedArgs, io: Io) => ExitCode | Promise<ExitCode>;

const list: Action = (store, given, args, io) => {
	if (given.length > 0) throw usage(`cache ls takes no ${JSON.stringify(given[0])}`, "tsflyte cache ls --task TASK");
	const limit = countOf(args, "limit") ?? LISTED;
	const name = textOf(args, "task");
	const counts = cachedTasks(store.database);
	const tasks = name === undefined ? undefined : named(store, name);
	let lost = 0;
	const damaged = () => {
		lost++;
	};
	const entries =
		tasks === undefined
			? cacheEntries(store.database, { limit }, damaged)
			: tasks.flatMap((task) => cacheEntries(store.database, { task, limit }, damaged)).slice(0, limit);
	if (lost > 0) io.stderr.write(`${lost} of them ${lost === 1 ? "is" : "are"} damaged and made again when asked for\n`);
	if (switchOf(args, "json")) {
		io.stdout.write(`${jsonText(entries.map(entryJson))}\n`);
		return EXIT.ok;
	}
	const total = (tasks ?? [...counts.keys()]).reduce((sum, task) => sum + (counts.get(task) ?? 0), 0);
	io.stdout.write(entriesText(entries, total, Date.now(), io.stdout));
	return EXIT.ok;
};

const why: Action = (store, given, args, io) => {
	const [node, more] = given;
	if (node === undefined || more !== undefined) {
		throw usage("cache why explains one node", "tsflyte cache why main/n0 --run RUN");
	}
	const { header } = store.run(textOf(args, "run") ?? "latest");
	const calls = callsNamed(store, header.id, node);
	const [call] = calls;
	if (call === undefined) {
		const top = header.name.slice(header.name.lastIndexOf(".") + 1);
		throw usage(
			`run ${header.id} has no call of a task ${plainLine(node)}`,
			`give the path of a node, such as ${top}/n0, or the name of its task`,
		);
	}
	if (calls.length > 1) {
		const some = calls.slice(0, 5).map(({ path }) => plainLine(path));
		const rest = calls.length > some.length ? `, and ${calls.length - some.length} more` : "";
		throw usage(
			`${calls.length} calls of run ${header.id} are meant by ${plainLine(node)}`,
			`give one of ${some.join(", ")}${rest}`,
		);
	}
	const reason = cacheReason(store, header.id, call);
	io.stdout.write(
		switchOf(args, "json")
			? `${jsonText({ run: header.id, ...reasonJson(reason) })}\n`
			: reasonText(reason, header.id, Date.now(), io.stdout),
	);
	return EXIT.ok;
};

const clear: Action = async (store, given, args, io) => {
	const [name, more] = given;
	if (more !== undefined) throw usage("cache clear takes one task", "tsflyte cache clear TASK");
	const age = textOf(args, "older-than");
	if (name === undefined && age === undefined && !switchOf(args, "all")) {
		throw usage("cache clear needs a task, an age, or --all", "tsflyte cache clear TASK, --older-than 7d, or --all");
	}
	if (age !== undefined && !isDurationText(age)) {
		throw new FlyteError("CLI_FLAG_VALUE", `--older-than is a time such as 7d or 12h, got ${JSON.stringify(age)}`);
	}
	const tasks = name === undefined ? [...cachedTasks(store.database).keys()] : named(store, name);
	const before = age === undefined ? Number.MAX_VALUE : Date.now() - duration(age).ms;
	const outputs = clearCache(store.database, { tasks, before });
	for (const values of outputs) if (values !== undefined) await removeCopies(values, copiesBeside(store.path));
	const cleared = outputs.length;
	if (switchOf(args, "json")) io.stdout.write(`${jsonText({ cleared })}\n`);
	else io.stdout.write(`${cleared} ${cleared === 1 ? "result" : "results"} taken out\n`);
	return EXIT.ok;
};

const ACTIONS: ReadonlyMap<string, Action> = new Map([
	["ls", list],
	["why", why],
	["clear", clear],
]);

/** Tasks of that name, or of that export in any module. Throws CLI_USAGE when there is none. */
function named(store: RunStore, name: string): readonly string[] {
	const all = [...cachedTasks(store.database).keys()];
	const found = all.filter((task) => task === name || task.endsWith(`.${name}`));
	if (found.length > 0) return found;
	const near = nearest(name, [...all, ...all.map((task) => task.slice(task.lastIndexOf(".") + 1))]);
	throw usage(
		`the cache has no result of a task ${plainLine(name)}`,
		near === undefined ? "tsflyte cache ls lists what it has" : `did you mean ${near}?`,
	);
}

function usage(summary: string, wayOut: string): FlyteError {
	return new FlyteError("CLI_USAGE", summary, { wayOut });
}
