import { cacheReason } from "../../engine/cache/why.js";
import type { CallRecord } from "../../engine/journal/record.js";
import type { RunStore } from "../../engine/journal/run-store.js";
import type { NodeDetail } from "../view-model.js";

/** What the cache had to do with a call, in words: why its result was recalled, or could not be. Nothing for calls that no cache knows. */
export function cacheOf(store: RunStore, run: string, call: CallRecord): Pick<NodeDetail, "cache"> {
	if ((call.kind !== "task" && call.kind !== "dynamic") || call.phase !== "succeeded") return {};
	const { outcome, entry, nearest, differs, others } = cacheReason(store, run, call);
	switch (outcome) {
		case "recalled": {
			const from = entry === undefined ? "an entry that was cleared since" : `${entry.path} of run ${entry.run}`;
			return { cache: { outcome: "hit", why: `its result is that of ${from}` } };
		}
		case "recovered":
			return {};
		case "made": {
			const parts = [...new Set(differs.map(({ part }) => part))].join(", ");
			const why =
				nearest === undefined
					? "there was no result of this task yet"
					: `the result that comes nearest (run ${nearest.run}) differs in ${parts === "" ? "nothing but its time" : parts}`;
			return { cache: { outcome: "miss", why: `${why}; its own is kept now` } };
		}
		case "not kept":
			return others === 0 ? {} : { cache: { outcome: "not kept", why: "the cache has other results of this task" } };
	}
}
