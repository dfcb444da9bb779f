import { existsSync } from "node:fs";
import type { RunStore } from "../../engine/journal/run-store.js";
import { FlyteError } from "../../errors/index.js";
import type { ParsedArgs } from "../args/parse.js";
import type { Io } from "../io.js";
import { openStore } from "../run/kept-run.js";
import type { EngineFlags } from "../run/run-options.js";
import { storePath } from "./store-options.js";

/** Gives the store that a command means to `work`, and closes it. Throws JOURNAL_NO_RUN where there is none, JOURNAL_*. */
export async function withStore<T>(
	args: ParsedArgs,
	io: Io,
	flags: Pick<EngineFlags, "durability">,
	work: (store: RunStore) => Promise<T>,
): Promise<T> {
	const path = storePath(args, io);
	if (!existsSync(path)) {
		throw new FlyteError("JOURNAL_NO_RUN", `there is no store ${path}: nothing was run with it`, {
			path,
			wayOut: "call it from the project's folder, or give the store with --store PATH",
		});
	}
	const store = await openStore(path, flags);
	try {
		return await work(store);
	} finally {
		store.close();
	}
}

/** What a command that runs nothing asks of a store. */
export const READING = { durability: "power" } as const;

/** The run that a command is about: its first argument, or the latest. */
export function runOf(args: ParsedArgs): string {
	return args.positionals[0] ?? "latest";
}
