import type { Command } from "./command.js";

/** The commands, in the order help lists them; loading one loads only its own file. */
export const COMMANDS: ReadonlyMap<string, { readonly summary: string; readonly load: () => Promise<Command> }> =
	new Map([
		[
			"run",
			{ summary: "run a task, workflow or dynamic here", load: async () => (await import("./commands/run.js")).run },
		],
		[
			"recover",
			{
				summary: "go on with a run that did not come to its end",
				load: async () => (await import("./commands/recover.js")).recover,
			},
		],
		["runs", { summary: "list the runs that are kept", load: async () => (await import("./commands/runs.js")).runs }],
		[
			"show",
			{
				summary: "show a run: nodes, times, errors, values",
				load: async () => (await import("./commands/show.js")).show,
			},
		],
		[
			"logs",
			{ summary: "print what the tasks of a run wrote", load: async () => (await import("./commands/logs.js")).logs },
		],
		["signal", { summary: "answer a gate of a run", load: async () => (await import("./commands/signal.js")).signal }],
		[
			"abort",
			{ summary: "stop a run of another process", load: async () => (await import("./commands/abort.js")).abort },
		],
		[
			"cache",
			{
				summary: "list, explain and clear the results of cached tasks",
				load: async () => (await import("./commands/cache.js")).cache,
			},
		],
		[
			"ls",
			{ summary: "list what a file defines, with types", load: async () => (await import("./commands/ls.js")).ls },
		],
		[
			"check",
			{
				summary: "find type and graph problems without running",
				load: async () => (await import("./commands/check.js")).check,
			},
		],
		[
			"budget",
			{
				summary: "what a dynamic's graph costs Flyte, and which limit it meets first",
				load: async () => (await import("./commands/budget.js")).budget,
			},
		],
		[
			"serialize",
			{
				summary: "write the protobufs that are registered on Flyte",
				load: async () => (await import("./commands/serialize.js")).serialize,
			},
		],
		[
			"package",
			{
				summary: "pack entities and code for flytectl, or for an image",
				load: async () => (await import("./commands/package.js")).packageCommand,
			},
		],
		[
			"register",
			{
				summary: "put a program's entities and code on Flyte",
				load: async () => (await import("./commands/register.js")).register,
			},
		],
		[
			"dev",
			{
				summary: "look at runs and begin them on a local page",
				load: async () => (await import("./commands/dev.js")).dev,
			},
		],
		[
			"watch",
			{
				summary: "show a run until it is over",
				load: async () => (await import("./commands/watch.js")).watch,
			},
		],
		[
			"relaunch",
			{
				summary: "run what a run ran again",
				load: async () => (await import("./commands/relaunch.js")).relaunch,
			},
		],
		["help", { summary: "explain a command", load: async () => (await import("./commands/help.js")).help }],
		["version", { summary: "print the version", load: async () => (await import("./commands/version.js")).version }],
	]);
