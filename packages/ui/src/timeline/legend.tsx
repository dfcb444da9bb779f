import type { RunModel } from "../model/run-model.js";
import type { TimelineRow } from "./rows.js";

/** What the marks of a timeline mean: those that it has. */
export function Legend({ rows, model }: { rows: readonly TimelineRow[]; model: RunModel }) {
	const has = { cached: false, kept: false, attempts: false };
	for (const { path } of rows) {
		const view = model.nodes.get(path);
		if (view?.source === "cache") has.cached = true;
		if (view?.source === "recovered") has.kept = true;
		if ((view?.failedAt?.length ?? 0) > 0) has.attempts = true;
	}
	const marks: readonly (readonly [kind: string, text: string, isThere: boolean])[] = [
		["queued", "in line", rows.length > 0],
		["ran", "ran", rows.length > 0],
		["hatched", has.cached ? (has.kept ? "cached or kept" : "cached") : "kept", has.cached || has.kept],
		["cross", "failed attempt", has.attempts],
		["critical", "critical path", rows.some(({ isCritical }) => isCritical)],
	];
	return (
		<ul class="legend small muted" aria-label="Legend">
			{marks
				.filter(([, , isThere]) => isThere)
				.map(([kind, text]) => (
					<li key={kind}>
						<span class={`mark is-${kind}`} aria-hidden="true" />
						{text}
					</li>
				))}
		</ul>
	);
}
