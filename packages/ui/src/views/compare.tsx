import { useEffect } from "preact/hooks";
import type { NodeDetail, RunUpdate, RunView } from "../../../flytekit-ts/src/server/view-model.js";
import { rowsOf } from "../model/compare-rows.js";
import { RunModel } from "../model/run-model.js";
import { useLoaded } from "../parts/loaded.js";
import { Empty, Problem } from "../parts/problem.js";
import { State } from "../parts/state.js";
import { Value } from "../parts/value.js";
import { route, runHref } from "../route.js";
import { durationText, momentText } from "../time.js";

/** Rows beyond this say nothing to a person. */
const ROWS = 500;

/** Two runs side by side: their inputs and outputs, and each node's state and time. */
export function CompareView({ a, b }: { a: string; b: string }) {
	useEffect(() => {
		document.title = "Compare · flytekit-ts";
	}, []);
	const one = useLoaded<RunUpdate>(a === "" ? undefined : `/api/runs/${encodeURIComponent(a)}/whole`, a);
	const other = useLoaded<RunUpdate>(b === "" ? undefined : `/api/runs/${encodeURIComponent(b)}/whole`, b);
	const runs = useLoaded<readonly RunView[]>("/api/runs?limit=200", 0);
	const name = one.data?.run?.name;
	const choices = [...(runs.data ?? [])].sort((x, y) => Number(y.name === name) - Number(x.name === name));
	return (
		<div class="narrow">
			<h1>Compare</h1>
			<div class="two">
				<Choice id="a" label="One run" value={a} runs={choices} />
				<Choice id="b" label="The other" value={b} runs={choices} />
			</div>
			{[one.error, other.error].map((error, index) =>
				error === undefined ? null : <Problem key={index} error={error} />,
			)}
			{one.data !== undefined && other.data !== undefined ? (
				<Both one={one.data} other={other.data} />
			) : a === "" || b === "" ? (
				<div class="card">
					<Empty title="Choose two runs" />
				</div>
			) : null}
		</div>
	);
}

function Choice({ id, label, value, runs }: { id: string; label: string; value: string; runs: readonly RunView[] }) {
	return (
		<div class="field">
			<label for={`run-${id}`}>{label}</label>
			<select id={`run-${id}`} value={value} onChange={(event) => route.note({ [id]: event.currentTarget.value })}>
				<option value="">choose</option>
				{value !== "" && !runs.some((run) => run.id === value) ? <option value={value}>{value}</option> : null}
				{runs.map((run) => (
					<option key={run.id} value={run.id}>
						{`${run.name} ${momentText(run.startedAt)} ${run.state}`}
					</option>
				))}
			</select>
		</div>
	);
}

function Both({ one, other }: { one: RunUpdate; other: RunUpdate }) {
	const models = [one, other].map((update) => {
		const model = new RunModel();
		model.apply(update);
		return model;
	}) as [RunModel, RunModel];
	const [m, n] = models;
	const rows = rowsOf(m, n);
	const differ = rows.filter(({ isSame }) => !isSame).length;
	return (
		<>
			<div class="card scroll">
				<table>
					<caption class="hidden">The two runs</caption>
					<thead>
						<tr>
							<td />
							{models.map((model) => (
								<th key={model.run?.id}>
									<a href={runHref(model.run?.id ?? "")}>{model.run?.name}</a> <span class="mono">{model.run?.id}</span>
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						<tr>
							<th scope="row">State</th>
							{models.map((model, index) => (
								<td key={index}>
									<State state={model.run?.state ?? "none"} />
								</td>
							))}
						</tr>
						<tr>
							<th scope="row">Took</th>
							{models.map((model, index) => (
								<td key={index}>{tookOf(model)}</td>
							))}
						</tr>
						<Values side="inputs" models={models} />
						<Values side="outputs" models={models} />
					</tbody>
				</table>
			</div>
			<h2>Nodes</h2>
			<p class="muted">
				{differ === 0 ? "All nodes ended alike." : `${differ} of ${rows.length} ended otherwise.`} The slowest
				differences come first.
			</p>
			<div class="card scroll">
				<table>
					<caption class="hidden">Nodes of both</caption>
					<thead>
						<tr>
							<th>Node</th>
							<th>State</th>
							<th class="number">Took</th>
							<th>State</th>
							<th class="number">Took</th>
							<th class="number">Difference</th>
						</tr>
					</thead>
					<tbody>
						{rows.slice(0, ROWS).map(({ path, name, states, took, by }) => (
							<tr key={path}>
								<td>
									<span class="mono">{path}</span> <span class="muted">{name}</span>
								</td>
								<td>
									<State state={states[0] === "none" ? "not begun" : states[0]} />
								</td>
								<td class="number">{took[0] === undefined ? "" : durationText(took[0])}</td>
								<td>
									<State state={states[1] === "none" ? "not begun" : states[1]} />
								</td>
								<td class="number">{took[1] === undefined ? "" : durationText(took[1])}</td>
								<td class="number">{by === undefined ? "" : changeText(by)}</td>
							</tr>
						))}
					</tbody>
				</table>
				{rows.length > ROWS ? <p class="pad muted">and {rows.length - ROWS} more that differ less</p> : null}
			</div>
		</>
	);
}

function tookOf({ run }: RunModel): string {
	return run?.endedAt === undefined ? "" : durationText(run.endedAt - run.startedAt);
}

function Values({ side, models }: { side: "inputs" | "outputs"; models: readonly [RunModel, RunModel] }) {
	const [one, other] = [useSide(models[0]), useSide(models[1])];
	const names = new Set([one, other].flatMap((detail) => (detail?.[side] ?? []).map(({ name }) => name)));
	return (
		<>
			{[...names].map((name) => {
				const [x, y] = [one, other].map((detail) => detail?.[side]?.find((variable) => variable.name === name)?.value);
				const isSame = JSON.stringify(x) === JSON.stringify(y);
				return (
					<tr key={name}>
						<th scope="row">
							{side === "inputs" ? "input" : "output"} {name}
							{isSame ? "" : " (differs)"}
						</th>
						{[x, y].map((value, index) => (
							<td key={index} class="value">
								{value === undefined ? <span class="muted">not there</span> : <Value value={value} depth={0} />}
							</td>
						))}
					</tr>
				);
			})}
		</>
	);
}

function useSide(model: RunModel): NodeDetail | undefined {
	const { run } = model;
	const path = `/api/runs/${encodeURIComponent(run?.id ?? "")}/node?${new URLSearchParams({ path: model.root })}`;
	return useLoaded<NodeDetail>(run === undefined ? undefined : path, run?.id).data;
}

/** How much longer or shorter; nothing for less than what is shown. */
function changeText(by: number): string {
	return Math.abs(by) < 0.5 ? "" : `${by < 0 ? "−" : "+"}${durationText(Math.abs(by))}`;
}
