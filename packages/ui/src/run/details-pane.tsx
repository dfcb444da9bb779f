import { useState } from "preact/hooks";
import type { AttemptView, NodeDetail } from "../../../flytekit-ts/src/server/view-model.js";
import type { RunModel } from "../model/run-model.js";
import { kindText } from "../parts/kind.js";
import { useLoaded } from "../parts/loaded.js";
import { Problem } from "../parts/problem.js";
import { State } from "../parts/state.js";
import { Variable } from "../parts/value.js";
import { durationText, momentText } from "../time.js";
import { Elements } from "./elements.js";
import { LogView } from "./log-view.js";

/** All that is known of the selected node; of the run where none is. */
export function DetailsPane({
	model,
	run,
	selected,
	onSelect,
}: {
	model: RunModel;
	run: string;
	selected: string | undefined;
	onSelect: (path: string | undefined) => void;
}) {
	const path = selected ?? model.root;
	const info = model.info(path);
	const { view, state } = info;
	// asked again when the node has moved on
	const revision = `${state} ${view?.attempts} ${view?.failedAt?.length} ${view?.hasLog}`;
	const { data, error } = useLoaded<NodeDetail>(
		path === "" || !model.isLoaded
			? undefined
			: `/api/runs/${encodeURIComponent(run)}/node?${new URLSearchParams({ path })}`,
		revision,
	);
	const mosaic = model.mosaics.get(path);
	const parent = path.replace(/(?:\/[^/]+|\[\d+\])$/, "");
	return (
		<>
			<section class="title">
				<div class="row spread">
					<h2 class="mono">{info.name}</h2>
					<State state={state === "none" ? "not begun" : state} />
				</div>
				{data?.title === undefined || data.path !== path ? null : <p class="small">{data.title}</p>}
				<div class="row small muted">
					<span class="mono">{path}</span>
					{path !== model.root && parent !== "" && parent !== path ? (
						<button type="button" class="plain" onClick={() => onSelect(parent === model.root ? undefined : parent)}>
							what is around it
						</button>
					) : null}
				</div>
			</section>
			<section aria-label="Times">
				<dl>
					<dt>Kind</dt>
					<dd>{kindText(info.kind)}</dd>
					{view?.queuedAt === undefined ? null : (
						<>
							<dt>In line</dt>
							<dd>{momentText(view.queuedAt)}</dd>
						</>
					)}
					{view?.startedAt === undefined ? null : (
						<>
							<dt>Begun</dt>
							<dd>
								{momentText(view.startedAt)}
								{view.queuedAt === undefined ? "" : `, ${durationText(view.startedAt - view.queuedAt)} after`}
							</dd>
						</>
					)}
					{view?.endedAt === undefined || view.startedAt === undefined ? null : (
						<>
							<dt>Took</dt>
							<dd>{durationText(view.endedAt - view.startedAt)}</dd>
						</>
					)}
					{(view?.attempts ?? 0) === 0 ? null : (
						<>
							<dt>Attempts</dt>
							<dd>{view?.attempts}</dd>
						</>
					)}
					{view?.source === undefined ? null : (
						<>
							<dt>Result</dt>
							<dd>{view.source === "cache" ? "from the cache" : "kept from before the run was gone on with"}</dd>
						</>
					)}
					{data?.cache === undefined ? null : (
						<>
							<dt>Cache</dt>
							<dd>
								{data.cache.outcome}: {data.cache.why}
							</dd>
						</>
					)}
					{data?.version === undefined ? null : (
						<>
							<dt>Version</dt>
							<dd class="mono">{data.version}</dd>
						</>
					)}
				</dl>
			</section>
			{mosaic === undefined ? null : (
				<Elements path={path} calls={info.calls} mosaic={mosaic} model={model} onSelect={onSelect} />
			)}
			{error === undefined ? null : (
				<section>
					<Problem error={error} />
				</section>
			)}
			{data === undefined ? null : <Loaded detail={data} run={run} isRunning={state === "running"} />}
		</>
	);
}

function Loaded({ detail, run, isRunning }: { detail: NodeDetail; run: string; isRunning: boolean }) {
	const { inputs, outputs, error, frame, attempts, logs, deckHref, links, consoleHref, started } = detail;
	const [attempt, setAttempt] = useState<number>();
	const shown = logs.find((log) => log.attempt === attempt)?.attempt ?? logs.at(-1)?.attempt;
	return (
		<>
			{error === undefined ? null : (
				<section aria-label="Error">
					<Problem error={error} />
					{frame === undefined ? null : (
						<>
							<span class="mono small">
								{frame.file}:{frame.line}
							</span>
							<pre class="frame" tabIndex={0} role="region" aria-label="Source">
								{frame.text}
							</pre>
						</>
					)}
				</section>
			)}
			<Variables title="Inputs" variables={inputs} none="It has not begun." />
			<Variables title="Outputs" variables={outputs} none={isRunning ? "It is running." : "It gave none."} />
			{attempts.length === 0 ? null : <Attempts attempts={attempts} />}
			{shown === undefined ? null : (
				<section aria-label="Log">
					<div class="row spread">
						<h3>Log</h3>
						{logs.length < 2 ? null : (
							<select
								aria-label="Attempt"
								value={String(shown)}
								onChange={(event) => setAttempt(Number(event.currentTarget.value))}
							>
								{logs.map((log) => (
									<option key={log.attempt} value={String(log.attempt)}>
										attempt {log.attempt + 1}
									</option>
								))}
							</select>
						)}
					</div>
					<LogView key={`${detail.path} ${shown}`} run={run} path={detail.path} attempt={shown} isLive={isRunning} />
				</section>
			)}
			{started === undefined || started.length === 0 ? null : (
				<section aria-label="Executions">
					<h3>Executions that it started</h3>
					<ul class="plain-list">
						{started.map((one) => (
							<li key={one.id} class="row small">
								<State state={one.state} />
								<a href={`/runs/${encodeURIComponent(one.id)}`}>{one.name}</a>
								<span class="mono muted">{one.id}</span>
							</li>
						))}
					</ul>
				</section>
			)}
			{links === undefined || links.length === 0 ? null : <Links links={links} />}
			{deckHref === undefined ? null : (
				<section aria-label="Deck">
					<h3>Deck</h3>
					{/* an origin of its own: its scripts reach neither this page nor the server */}
					<iframe class="deck" title="Deck" sandbox="allow-scripts" src={deckHref} />
				</section>
			)}
			{consoleHref === undefined ? null : (
				<section aria-label="Console">
					<a href={consoleHref} target="_blank" rel="noreferrer">
						Flyte's console
					</a>
				</section>
			)}
		</>
	);
}

/** Where a deployment keeps what attempts print: only it, or who runs it, can open what is no web address. */
function Links({ links }: { links: NonNullable<NodeDetail["links"]> }) {
	return (
		<section aria-label="Logs">
			<h3>Logs</h3>
			<ul class="plain-list">
				{links.map(({ name, uri, href }) => (
					<li key={uri}>
						{href === undefined ? (
							<>
								{name}: <code class="uri">{uri}</code>
							</>
						) : (
							<a href={href} target="_blank" rel="noreferrer" title={uri}>
								{name} <span class="muted">on {new URL(href).host}</span>
							</a>
						)}
					</li>
				))}
			</ul>
			{links.every(({ href }) => href !== undefined) ? null : (
				<p class="muted small">This page opens web addresses only.</p>
			)}
		</section>
	);
}

function Variables({ title, variables, none }: { title: string; variables: NodeDetail["inputs"]; none: string }) {
	return (
		<section aria-label={title}>
			<h3>{title}</h3>
			{variables === undefined ? <p class="muted small">{none}</p> : null}
			{variables?.length === 0 ? <p class="muted small">none</p> : null}
			{variables?.map((variable) => (
				<Variable key={variable.name} variable={variable} />
			))}
		</section>
	);
}

function Attempts({ attempts }: { attempts: readonly AttemptView[] }) {
	return (
		<section aria-label="Failed attempts">
			<h3>Failed attempts</h3>
			{attempts.map(({ attempt, at, error, willRetry }) => (
				<details key={attempt}>
					<summary>
						{attempt + 1} at {momentText(at)}, {willRetry ? "tried again" : "the last"}: <code>{error.code}</code>
					</summary>
					<pre class="small">{error.message}</pre>
				</details>
			))}
		</section>
	);
}
