import type { RunView } from "../../../flytekit-ts/src/server/view-model.js";
import { route, runHref } from "../route.js";
import { durationText } from "../time.js";

const SHOWN = 60;
const HEIGHT = 52;

/** How long the last runs took, side by side: where one entity's runs are listed, that says more than a table. */
export function DurationChart({ runs }: { runs: readonly RunView[] }) {
	const ended = runs.filter((run) => run.endedAt !== undefined).slice(0, SHOWN);
	if (ended.length < 3) return null;
	const took = (run: RunView) => Math.max(1, (run.endedAt ?? run.startedAt) - run.startedAt);
	const most = Math.max(...ended.map(took));
	const shown = [...ended].reverse();
	return (
		<figure class="card pad stack" style={{ margin: 0 }}>
			<figcaption class="row spread small muted">
				<span>How long the last {shown.length} took</span>
				<span>up to {durationText(most)}</span>
			</figcaption>
			<svg class="spark" viewBox={`0 0 ${SHOWN * 10} ${HEIGHT + 4}`} preserveAspectRatio="none" aria-hidden="true">
				{shown.map((run, index) => {
					const h = Math.max(3, (took(run) / most) * HEIGHT);
					return (
						<rect
							key={run.id}
							x={(SHOWN - shown.length + index) * 10 + 1}
							y={HEIGHT - h}
							width="8"
							height={h}
							fill={run.state === "succeeded" ? "var(--succeeded)" : "var(--failed)"}
							opacity={run.state === "succeeded" ? 0.85 : 1}
							onClick={() => route.go(runHref(run.id))}
						>
							<title>{`${run.name} ${run.state}, ${durationText(took(run))}`}</title>
						</rect>
					);
				})}
				{shown.map((run, index) =>
					run.state === "succeeded" ? null : (
						<rect
							key={run.id}
							x={(SHOWN - shown.length + index) * 10 + 1}
							y={HEIGHT + 1}
							width="8"
							height="3"
							fill="var(--failed)"
						/>
					),
				)}
			</svg>
		</figure>
	);
}
