import { useEffect } from "preact/hooks";
import type { ProgramView } from "../../../flytekit-ts/src/server/view-model.js";
import { live } from "../live.js";
import { kindText } from "../parts/kind.js";
import { Empty, Problem } from "../parts/problem.js";
import { launchHref } from "../route.js";
import { momentText } from "../time.js";

/** What the programs that are watched define. */
export function EntitiesView() {
	useEffect(() => {
		document.title = "Entities · flytekit-ts";
	}, []);
	const { programs } = live;
	return (
		<div class="narrow">
			<h1>Entities</h1>
			{programs === undefined ? (
				<div class="card empty">Reading the programs</div>
			) : programs.length === 0 ? (
				<div class="card">
					<Empty title="No program was named">
						<p>
							Start the page with files or folders to list and run what they define:{" "}
							<code>tsflyte dev pipeline.ts</code>.
						</p>
					</Empty>
				</div>
			) : (
				programs.map((program) => <Program key={program.file} program={program} />)
			)}
		</div>
	);
}

function Program({ program }: { program: ProgramView }) {
	const { file, entities, problem, readAt } = program;
	return (
		<section class="stack" aria-label={file}>
			<div class="row spread">
				<h2 class="mono">{file}</h2>
				<span class="muted small">{readAt === 0 ? "reading" : `read at ${momentText(readAt)}`}</span>
			</div>
			{problem === undefined ? null : (
				<Problem error={problem}>
					{entities.length > 0 ? <p class="muted">Below is what the file said before.</p> : null}
				</Problem>
			)}
			{readAt > 0 && entities.length === 0 && problem === undefined ? (
				<div class="card">
					<Empty title="It exports no tasks or workflows">
						<p>
							Export them, as in <code>export const hello = task(…)</code>.
						</p>
					</Empty>
				</div>
			) : null}
			{entities.length === 0 ? null : (
				<div class="card">
					{entities.map((entity) => (
						<div key={entity.name} class="entity">
							<div class="row spread">
								<span class="row">
									<a href={launchHref(file, entity.name)}>
										<strong>{entity.name}</strong>
									</a>
									<span class="tag">{kindText(entity.kind)}</span>
								</span>
								<a
									class="button"
									href={`/?${new URLSearchParams({ name: entity.fullName })}`}
									aria-label={`Runs of ${entity.name}`}
								>
									Runs
								</a>
							</div>
							<code class="muted">{entity.signature}</code>
							{entity.description === undefined ? null : <span>{entity.description}</span>}
						</div>
					))}
				</div>
			)}
		</section>
	);
}
