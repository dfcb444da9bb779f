import { useEffect, useMemo, useState } from "preact/hooks";
import type { ErrorView, GateView } from "../../../flytekit-ts/src/server/view-model.js";
import { errorOf, send } from "../api.js";
import { GraphPane } from "../graph/graph-pane.js";
import { live } from "../live.js";
import { controlOf, type FieldType, textOf } from "../model/form.js";
import { RunModel } from "../model/run-model.js";
import { useObserved } from "../observable.js";
import { kindText } from "../parts/kind.js";
import { Problem } from "../parts/problem.js";
import { State, StateIcon } from "../parts/state.js";
import { Value } from "../parts/value.js";
import { launchHref, route, runHref } from "../route.js";
import { DetailsPane } from "../run/details-pane.js";
import { durationText, momentText } from "../time.js";
import { TimelinePane } from "../timeline/timeline-pane.js";

/** One run: its graph, its timeline, and what is selected in them. */
export function RunPage({ id }: { id: string }) {
	const model = useMemo(() => new RunModel(), [id]);
	// what is drawn follows by itself; the words around it need not be as quick
	useObserved(model, model.nodes.size > 500 ? 400 : 60);
	const [failure, setFailure] = useState<ErrorView>();
	const selected = route.query.get("node") ?? undefined;
	useEffect(() => {
		live.watch(id, (update) => model.apply(update));
	}, [id, model]);
	const { run, gone } = model;
	useEffect(() => {
		document.title = run === undefined ? "Run · flytekit-ts" : `${run.name} ${run.state} · flytekit-ts`;
	}, [run?.name, run?.state]);
	const select = (path: string | undefined) => route.note({ node: path === model.root ? undefined : path });
	const act =
		(what: string, body: object = {}) =>
		async () => {
			setFailure(undefined);
			try {
				const { id: next } = await send<{ id?: string }>(`/api/runs/${encodeURIComponent(id)}/${what}`, body);
				if (next !== undefined && next !== id) route.go(runHref(next));
			} catch (thrown) {
				setFailure(errorOf(thrown));
			}
		};
	if (run === undefined) {
		return (
			<main id="main" class="page" tabIndex={-1}>
				<div class="narrow">
					{gone === undefined ? (
						<h1 class="card empty">Reading run {id}</h1>
					) : (
						<>
							<h1>Run {id}</h1>
							<Problem error={gone} />
							<p>
								<a href="/">All runs</a>
							</p>
						</>
					)}
				</div>
			</main>
		);
	}
	return (
		<main id="main" class="run" tabIndex={-1}>
			<header>
				<div class="row spread">
					<div class="row">
						<h1>{run.name}</h1>
						<span class="tag">{kindText(run.kind)}</span>
						<State state={run.state} {...(run.recovered > 0 ? { more: `gone on with ${run.recovered}×` } : {})} />
					</div>
					<div class="row">
						{run.can.abort ? (
							<button type="button" onClick={() => void act("abort")()}>
								Abort
							</button>
						) : null}
						{run.can.recover ? (
							<button type="button" class="main" onClick={() => void act("recover")()}>
								Go on from what is done
							</button>
						) : null}
						{run.can.rerun && run.file !== undefined && run.entity !== undefined ? (
							<RerunLink run={run.id} file={run.file} entity={run.entity} />
						) : null}
						<a class="button" href={`/compare?a=${encodeURIComponent(run.id)}`}>
							Compare
						</a>
						<a class="button" href={`/api/runs/${encodeURIComponent(run.id)}/history`} download={`${run.id}.jsonl`}>
							History
						</a>
					</div>
				</div>
				<div class="row small muted">
					<span class="mono">{run.id}</span>
					<span>begun {momentText(run.startedAt)}</span>
					<Took startedAt={run.startedAt} endedAt={run.endedAt} isRunning={run.state === "running"} />
					<Tally model={model} />
					{run.damage > 0 ? <span>{run.damage} damaged parts of its journal were passed over</span> : null}
				</div>
				{gone === undefined ? null : <Problem error={gone} />}
				{failure === undefined ? null : <Problem error={failure} />}
				{run.error === undefined || selected !== undefined ? null : (
					<Failure message={run.error.message} model={model} onSelect={select} />
				)}
				{model.gates.map((gate) => (
					<Gate key={gate.path} run={id} gate={gate} />
				))}
			</header>
			<div class="panes">
				<section class="pane" aria-label="Graph">
					<GraphPane
						model={model}
						selected={selected ?? (model.graphs.size === 0 ? model.root : undefined)}
						onSelect={select}
					/>
				</section>
				<aside class="pane details" aria-label="Details" tabIndex={0}>
					<DetailsPane model={model} run={id} selected={selected} onSelect={select} />
				</aside>
				<section class="pane" aria-label="Timeline">
					<TimelinePane model={model} selected={selected} onSelect={select} />
				</section>
			</div>
		</main>
	);
}

/** What went wrong, short, and the way to where; all of it stands in the details. */
function Failure({ message, model, onSelect }: { message: string; model: RunModel; onSelect: (path: string) => void }) {
	const [first] = model.failed();
	return (
		<div class="row failure" role="alert">
			<StateIcon state="failed" />
			<span class="mono cut">{message.split("\n", 1)[0]}</span>
			{first === undefined ? null : (
				<button type="button" onClick={() => onSelect(first)}>
					Show what failed
				</button>
			)}
		</div>
	);
}

/** Back to the form with this run's inputs, where its program is one that is watched. */
function RerunLink({ run, file, entity }: { run: string; file: string; entity: string }) {
	const program = live.programs?.find((one) => file === one.file || file.endsWith(`/${one.file}`));
	if (program === undefined) return null;
	return (
		<a class="button" href={launchHref(program.file, entity, run)}>
			Run again with other inputs
		</a>
	);
}

function Took({
	startedAt,
	endedAt,
	isRunning,
}: {
	startedAt: number;
	endedAt: number | undefined;
	isRunning: boolean;
}) {
	const [now, setNow] = useState(Date.now);
	useEffect(() => {
		if (!isRunning) return undefined;
		const timer = setInterval(() => setNow(Date.now()), 500);
		return () => clearInterval(timer);
	}, [isRunning]);
	const end = isRunning ? now : endedAt;
	return end === undefined ? null : <span>{`${isRunning ? "for" : "took"} ${durationText(end - startedAt)}`}</span>;
}

function Tally({ model }: { model: RunModel }) {
	const counts = model.tally();
	return (
		<span class="row">
			{[...counts]
				.filter(([state]) => state !== "none")
				.map(([state, count]) => (
					<State key={state} state={state} more={String(count)} />
				))}
		</span>
	);
}

/** What a gate asks, to be answered here. */
function Gate({ run, gate }: { run: string; gate: GateView }) {
	const [text, setText] = useState("");
	const [wrong, setWrong] = useState<ErrorView>();
	const [isSent, setSent] = useState(false);
	const type = gate.type as FieldType;
	const answer = async (value: unknown) => {
		setWrong(undefined);
		try {
			await send(`/api/runs/${encodeURIComponent(run)}/answer`, { gate: gate.gate, answer: value });
			setSent(true);
		} catch (thrown) {
			setWrong(errorOf(thrown));
		}
	};
	const id = `gate-${gate.path}`;
	return (
		<div class="note wait" role="group" aria-label={`Gate ${gate.gate}`}>
			<div class="row">
				<State state="waiting" />
				<strong>{gate.gate}</strong>
				<span class="mono muted small">{gate.path}</span>
			</div>
			{gate.value === undefined ? null : (
				<div class="value">
					<Value value={gate.value} depth={0} />
				</div>
			)}
			{isSent ? (
				<p class="muted">Answered; the run goes on in a moment.</p>
			) : gate.kind === "approve" ? (
				<div class="row">
					<button type="button" class="main" onClick={() => void answer("true")}>
						Approve
					</button>
					<button type="button" onClick={() => void answer("false")}>
						Reject
					</button>
				</div>
			) : (
				<form
					class="row"
					onSubmit={(event) => {
						event.preventDefault();
						void answer(
							controlOf(type) === "json" || controlOf(type) === "number" || controlOf(type) === "boolean"
								? text
								: JSON.stringify(text),
						);
					}}
				>
					<label for={id}>
						A value <span class="mono muted">{gate.typeText}</span>
					</label>
					<input
						id={id}
						value={text}
						placeholder={textOf(undefined, type)}
						onInput={(event) => setText(event.currentTarget.value)}
					/>
					<button type="submit" class="main">
						Answer
					</button>
				</form>
			)}
			{wrong === undefined ? null : <Problem error={wrong} />}
		</div>
	);
}
