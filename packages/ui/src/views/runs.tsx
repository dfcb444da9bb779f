import { useEffect, useState } from "preact/hooks";
import type { RunView } from "../../../flytekit-ts/src/server/view-model.js";
import { live } from "../live.js";
import { kindText } from "../parts/kind.js";
import { useLoaded } from "../parts/loaded.js";
import { Empty, Problem } from "../parts/problem.js";
import { State } from "../parts/state.js";
import { route, runHref } from "../route.js";
import { durationText, momentText } from "../time.js";
import { DurationChart } from "./duration-chart.js";

const SPANS = new Map([
	["", "any time"],
	["3600000", "last hour"],
	["86400000", "last day"],
	["604800000", "last week"],
]);

/** All runs of the store, the newest first. */
export function RunsView() {
	const { query } = route;
	const state = query.get("state") ?? "";
	const name = query.get("name") ?? "";
	const within = query.get("within") ?? "";
	const [limit, setLimit] = useState(100);
	const [marked, setMarked] = useState<readonly string[]>([]);
	const since = within === "" ? "" : String(Date.now() - Number(within) - (Date.now() % 60_000));
	const address = `/api/runs?${new URLSearchParams({ state, name, since, limit: String(limit) })}`;
	const { data: runs, error } = useLoaded<readonly RunView[]>(address, live.runsRevision);
	useEffect(() => {
		document.title = "Runs · flytekit-ts";
	}, []);
	useTrying(error !== undefined);
	const isFiltered = state !== "" || name !== "" || within !== "";
	return (
		<div class="narrow">
			<div class="row spread">
				<h1>Runs</h1>
				{marked.length === 2 ? (
					<a class="button" href={`/compare?${new URLSearchParams({ a: marked[0] ?? "", b: marked[1] ?? "" })}`}>
						Compare the two
					</a>
				) : (
					<span class="muted small">Mark two to compare them</span>
				)}
			</div>
			<search class="row">
				<label class="hidden" for="by-name">
					Name or id
				</label>
				<input
					id="by-name"
					type="search"
					placeholder="Name or id"
					value={name}
					onInput={(event) => route.note({ name: event.currentTarget.value })}
				/>
				<label class="hidden" for="by-state">
					State
				</label>
				<select id="by-state" value={state} onChange={(event) => route.note({ state: event.currentTarget.value })}>
					<option value="">any state</option>
					{["running", "succeeded", "failed", "aborted", "interrupted"].map((one) => (
						<option key={one} value={one}>
							{one}
						</option>
					))}
				</select>
				<label class="hidden" for="by-time">
					Begun
				</label>
				<select id="by-time" value={within} onChange={(event) => route.note({ within: event.currentTarget.value })}>
					{[...SPANS].map(([value, text]) => (
						<option key={value} value={value}>
							{text}
						</option>
					))}
				</select>
			</search>
			{error === undefined ? null : <Problem error={error} />}
			{runs === undefined ? (
				error === undefined ? (
					<div class="card empty">Reading the store</div>
				) : null
			) : runs.length === 0 ? (
				<div class="card">
					{isFiltered ? (
						<Empty title="No run fits">
							<button type="button" onClick={() => route.go("/")}>
								Show all
							</button>
						</Empty>
					) : (
						<Empty title="Nothing was run yet">
							<p>
								Runs appear here by themselves: begin one with <code>tsflyte run FILE ENTITY</code>, or from{" "}
								<a href="/entities">Entities</a>.
							</p>
						</Empty>
					)}
				</div>
			) : (
				<>
					<DurationChart runs={runs} />
					<div class="card scroll">
						<table>
							<caption class="hidden">Runs, the newest first</caption>
							<thead>
								<tr>
									<th>
										<span class="hidden">Marked</span>
									</th>
									<th>State</th>
									<th>Name</th>
									<th>Id</th>
									<th class="number">Begun</th>
									<th class="number">Took</th>
								</tr>
							</thead>
							<tbody>
								{runs.map((run) => (
									<Row
										key={run.id}
										run={run}
										isMarked={marked.includes(run.id)}
										onMark={(isMarked) =>
											setMarked((before) =>
												isMarked ? [...before.slice(-1), run.id] : before.filter((id) => id !== run.id),
											)
										}
									/>
								))}
							</tbody>
						</table>
					</div>
					{runs.length >= limit && limit < 1000 ? (
						<div class="row">
							<button type="button" onClick={() => setLimit(limit + 200)}>
								Show more
							</button>
						</div>
					) : null}
				</>
			)}
		</div>
	);
}

function Row({ run, isMarked, onMark }: { run: RunView; isMarked: boolean; onMark: (isMarked: boolean) => void }) {
	return (
		<tr class="go">
			<td>
				<input
					type="checkbox"
					checked={isMarked}
					aria-label={`Mark ${run.id} to compare`}
					onChange={(event) => onMark(event.currentTarget.checked)}
				/>
			</td>
			<td>
				<State state={run.state} {...(run.recovered > 0 ? { more: `gone on with ${run.recovered}×` } : {})} />
			</td>
			<td>
				<a href={runHref(run.id)}>{run.name}</a> <span class="tag">{kindText(run.kind)}</span>
			</td>
			<td class="mono muted">{run.id}</td>
			<td class="number">{momentText(run.startedAt)}</td>
			<td class="number">
				<Took run={run} />
			</td>
		</tr>
	);
}

function Took({ run }: { run: RunView }) {
	const [now, setNow] = useState(Date.now);
	const isRunning = run.state === "running";
	useEffect(() => {
		if (!isRunning) return undefined;
		const timer = setInterval(() => setNow(Date.now()), 1000);
		return () => clearInterval(timer);
	}, [isRunning]);
	if (isRunning) return <>{durationText(now - run.startedAt)}</>;
	return <>{run.endedAt === undefined ? "" : durationText(run.endedAt - run.startedAt)}</>;
}

/** While the store cannot be read it is asked again. */
function useTrying(isWrong: boolean): void {
	useEffect(() => {
		if (!isWrong) return undefined;
		const timer = setInterval(() => {
			live.runsRevision++;
			live.changed();
		}, 1500);
		return () => clearInterval(timer);
	}, [isWrong]);
}
