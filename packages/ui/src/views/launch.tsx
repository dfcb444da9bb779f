import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { EntityView, ErrorView, FormField, RunView } from "../../../flytekit-ts/src/server/view-model.js";
import { errorOf, send } from "../api.js";
import { GraphPane } from "../graph/graph-pane.js";
import { live } from "../live.js";
import { commandOf, controlOf, coreOf, exampleOf, type FieldType, inputsText, textOf } from "../model/form.js";
import { RunModel } from "../model/run-model.js";
import { kindText } from "../parts/kind.js";
import { useLoaded } from "../parts/loaded.js";
import { Empty, Problem } from "../parts/problem.js";
import { route, runHref } from "../route.js";
import { DurationChart } from "./duration-chart.js";

const CHECK_MS = 180;

/** One entity: its form, its graph, and how long its runs took. `from` is a run whose inputs are taken over. */
export function LaunchView({ file, entity: name, from }: { file: string; entity: string; from: string | undefined }) {
	const program = live.programs?.find((one) => one.file === file);
	const entity = program?.entities.find((one) => one.name === name);
	const given = useLoaded<Record<string, unknown>>(
		from === undefined
			? undefined
			: `/api/runs/${encodeURIComponent(from)}/inputs?${new URLSearchParams({ file, entity: name })}`,
		0,
	);
	const runs = useLoaded<readonly RunView[]>(
		entity === undefined ? undefined : `/api/runs?${new URLSearchParams({ name: entity.fullName, limit: "60" })}`,
		live.runsRevision,
	);
	useEffect(() => {
		document.title = `${name} · flytekit-ts`;
	}, [name]);
	if (live.programs === undefined || program?.readAt === 0) return <div class="card empty">Reading the program</div>;
	if (entity === undefined) {
		return (
			<div class="narrow">
				{program?.problem === undefined ? null : <Problem error={program.problem} />}
				<div class="card">
					<Empty title={`There is no ${name} in ${file}`}>
						<a href="/entities">What there is</a>
					</Empty>
				</div>
			</div>
		);
	}
	if (from !== undefined && given.data === undefined && given.error === undefined) {
		return <div class="card empty">Reading the inputs of run {from}</div>;
	}
	return (
		<div class="narrow">
			<div class="stack">
				<div class="row">
					<h1>{entity.name}</h1>
					<span class="tag">{kindText(entity.kind)}</span>
					<span class="muted mono small">
						{file}
						{entity.line === undefined ? "" : `:${entity.line}`}
					</span>
				</div>
				<code class="muted">{entity.signature}</code>
				{entity.description === undefined ? null : <p>{entity.description}</p>}
			</div>
			{program?.problem === undefined ? null : (
				<Problem error={program.problem}>
					<p class="muted">The form and the graph are of the file as it was before.</p>
				</Problem>
			)}
			{given.error === undefined ? null : <Problem error={given.error} />}
			<div class="two">
				<Form key={from ?? ""} file={file} entity={entity} given={given.data} />
				<div class="stack">
					{runs.data === undefined ? null : <DurationChart runs={runs.data} />}
					<Outputs entity={entity} />
				</div>
			</div>
			<Picture entity={entity} revision={program?.revision ?? 0} />
		</div>
	);
}

function Form({
	file,
	entity,
	given,
}: {
	file: string;
	entity: EntityView;
	given: Readonly<Record<string, unknown>> | undefined;
}) {
	const fields = entity.inputs;
	const [texts, setTexts] = useState<ReadonlyMap<string, string>>(
		() =>
			new Map(
				fields.map((field) => [
					field.name,
					textOf(
						given !== undefined && Object.hasOwn(given, field.name) ? given[field.name] : field.default,
						field.type as FieldType,
					),
				]),
			),
	);
	const [touched, setTouched] = useState<ReadonlySet<string>>(
		() => new Set(given === undefined ? [] : fields.map(({ name }) => name)),
	);
	const [problems, setProblems] = useState<ReadonlyMap<string, string>>(new Map());
	const [failure, setFailure] = useState<ErrorView>();
	const [isStarting, setStarting] = useState(false);
	const [isCopied, setCopied] = useState(false);
	const inputs = useMemo(() => inputsText(fields, texts), [fields, texts]);
	const checked = useRef(0);
	useEffect(() => {
		const turn = ++checked.current;
		const timer = setTimeout(() => {
			send<{ problems: readonly { name: string; message: string }[] }>("/api/check", {
				file,
				entity: entity.name,
				inputs: inputs.text,
			}).then(
				({ problems: found }) => {
					if (turn !== checked.current) return;
					setProblems(new Map([...found.map(({ name, message }) => [name, message] as const), ...inputs.wrong]));
				},
				() => undefined,
			);
		}, CHECK_MS);
		return () => clearTimeout(timer);
	}, [inputs, file, entity.name]);
	const start = async (event: Event) => {
		event.preventDefault();
		setTouched(new Set(fields.map(({ name }) => name)));
		if (inputs.wrong.size > 0) return;
		setStarting(true);
		setFailure(undefined);
		try {
			const { id } = await send<{ id: string }>("/api/runs", { file, entity: entity.name, inputs: inputs.text });
			route.go(runHref(id));
		} catch (thrown) {
			setFailure(errorOf(thrown));
		} finally {
			setStarting(false);
		}
	};
	const command = commandOf(file, entity.name, fields, texts);
	const hasProblem = problems.size > 0;
	return (
		<form class="card pad stack" onSubmit={start} noValidate aria-label="Inputs">
			<h2>Inputs</h2>
			{fields.length === 0 ? <p class="muted">It takes none.</p> : null}
			{fields.map((field) => (
				<Field
					key={field.name}
					field={field}
					text={texts.get(field.name) ?? ""}
					problem={touched.has(field.name) ? problems.get(field.name) : undefined}
					onInput={(text) => {
						setTexts((before) => new Map(before).set(field.name, text));
						setTouched((before) => new Set(before).add(field.name));
					}}
				/>
			))}
			{failure === undefined ? null : <Problem error={failure} />}
			<div class="row">
				<button type="submit" class="main" disabled={isStarting || (hasProblem && touched.size === fields.length)}>
					{isStarting ? "Beginning" : "Run"}
				</button>
				<button
					type="button"
					onClick={() => {
						void navigator.clipboard?.writeText(command).catch(() => undefined);
						setCopied(true);
						setTimeout(() => setCopied(false), 2000);
					}}
				>
					{isCopied ? "Copied" : "Copy as command"}
				</button>
			</div>
			<pre class="muted small" data-testid="command">
				{command}
			</pre>
		</form>
	);
}

function Field({
	field,
	text,
	problem,
	onInput,
}: {
	field: FormField;
	text: string;
	problem: string | undefined;
	onInput: (text: string) => void;
}) {
	const id = `input-${field.name}`;
	const type = field.type as FieldType;
	const control = controlOf(type);
	const common = {
		id,
		"aria-invalid": problem !== undefined,
		"aria-describedby": `${id}-said`,
		"aria-required": field.required,
		onInput: (event: Event) => onInput((event.currentTarget as HTMLInputElement).value),
	};
	const shown = exampleOf(type);
	return (
		<div class="field">
			<label for={id}>
				{field.name}
				<span class="type">
					{field.typeText}
					{field.required ? "" : ", may be left out"}
				</span>
			</label>
			{field.description === undefined ? null : <span class="muted small">{field.description}</span>}
			{control === "boolean" || control === "choice" ? (
				<select {...common} value={text}>
					{text === "" || !field.required ? <option value="">{field.required ? "choose" : "left out"}</option> : null}
					{(control === "boolean" ? ["true", "false"] : (coreOf(type).values ?? [])).map((value) => (
						<option key={value} value={value}>
							{value}
						</option>
					))}
				</select>
			) : control === "json" || (control === "text" && text.length > 80) ? (
				<textarea
					{...common}
					rows={Math.min(10, Math.max(2, text.split("\n").length))}
					placeholder={shown}
					value={text}
					spellcheck={false}
				/>
			) : (
				<input
					{...common}
					value={text}
					placeholder={shown}
					inputMode={control === "number" ? "decimal" : "text"}
					autocomplete="off"
					spellcheck={false}
				/>
			)}
			<span class="wrong" id={`${id}-said`} aria-live="polite">
				{problem ?? ""}
			</span>
		</div>
	);
}

function Outputs({ entity }: { entity: EntityView }) {
	return (
		<section class="card pad stack" aria-label="Outputs">
			<h2>Outputs</h2>
			{entity.outputs.length === 0 ? <p class="muted">It gives none.</p> : null}
			{entity.outputs.map(({ name, typeText, description }) => (
				<div key={name}>
					<code>{name}</code> <code class="muted">{typeText}</code>
					{description === undefined ? null : <div class="muted small">{description}</div>}
				</div>
			))}
		</section>
	);
}

/** The graph that its body makes; of a dynamic there is none before it runs. */
function Picture({ entity, revision }: { entity: EntityView; revision: number }) {
	const model = useMemo(() => {
		const made = new RunModel();
		const root = entity.graphs[0]?.path ?? "";
		const run = { id: "", name: entity.fullName, kind: entity.kind, state: "none", startedAt: 0, recovered: 0 };
		const can = { abort: false, recover: false, rerun: false };
		made.apply({ reset: true, run: { ...run, root, damage: 0, can }, graphs: entity.graphs, nodes: [] });
		return made;
	}, [entity, revision]);
	const [selected, setSelected] = useState<string>();
	if (entity.graphs.length === 0) {
		return entity.kind === "dynamic" ? (
			<p class="muted">A dynamic's graph is made when its inputs are known: run it to see it.</p>
		) : null;
	}
	return (
		<section class="card pane" style={{ height: "420px" }} aria-label="Graph">
			<GraphPane model={model} selected={selected} onSelect={setSelected} />
		</section>
	);
}
