import { useEffect, useRef, useState } from "preact/hooks";
import type { GraphNode } from "../../../flytekit-ts/src/server/view-model.js";
import { paintMosaic } from "../graph/painter.js";
import { onTheme, paletteOf } from "../graph/palette.js";
import type { RunModel } from "../model/run-model.js";
import { State } from "../parts/state.js";
import { STATES } from "../parts/states.js";

/** The elements of an array, each a tile; the list below is for those that are not well. */
export function Elements({
	path,
	calls,
	mosaic,
	model,
	onSelect,
}: {
	path: string;
	/** The dynamic's calls that they are. */
	calls: GraphNode["calls"];
	mosaic: Uint8Array;
	model: RunModel;
	onSelect: (path: string) => void;
}) {
	const canvas = useRef<HTMLCanvasElement>(null);
	const [sought, setSought] = useState("");
	const [wrong, setWrong] = useState<string>();
	useEffect(() => {
		const element = canvas.current;
		if (element === null) return undefined;
		const draw = () => {
			const context = element.getContext("2d");
			if (context === null) return;
			const [w, h] = [element.clientWidth, element.clientHeight];
			element.width = w * devicePixelRatio;
			element.height = h * devicePixelRatio;
			context.scale(devicePixelRatio, devicePixelRatio);
			paintMosaic(context, model.mosaics.get(path) ?? mosaic, 0, 0, w, h, paletteOf(element));
		};
		draw();
		const stop = [model.hear(draw), onTheme(draw)];
		return () => {
			for (const end of stop) end();
		};
	}, [path, model]);
	const look = () => {
		const text = sought.trim();
		const place = /^\d+$/.test(text) && Number(text) < mosaic.length ? `${path}[${Number(text)}]` : undefined;
		const found = model.callsNamed(text).find((one) => one.startsWith(`${path}[`)) ?? place;
		if (found === undefined) setWrong(`there is none called ${text}`);
		else onSelect(found);
	};
	const nameOf = (index: number) => model.nodes.get(`${path}[${index}]`)?.call ?? String(index);
	const counts = new Map<string, number>();
	for (const code of mosaic) {
		const state = STATES[code] ?? "not begun";
		counts.set(state, (counts.get(state) ?? 0) + 1);
	}
	const failed: number[] = [];
	for (let i = 0; i < mosaic.length && failed.length < 20; i++)
		if (STATES[mosaic[i] as number] === "failed") failed.push(i);
	return (
		<section aria-label="Elements">
			<h3>{titleOf(calls, mosaic.length)}</h3>
			<div class="row small">
				{[...counts].map(([state, count]) => (
					<State key={state} state={state} more={String(count)} />
				))}
			</div>
			<canvas ref={canvas} style={{ width: "100%", height: "96px" }} aria-hidden="true" />
			<form
				class="row small"
				onSubmit={(event) => {
					event.preventDefault();
					look();
				}}
			>
				<label>
					{calls === undefined ? "Element" : "Call"}{" "}
					<input
						value={sought}
						size={8}
						placeholder={calls === undefined ? "0" : calls.ids.split("-")[0]}
						onInput={(event) => {
							setSought(event.currentTarget.value);
							setWrong(undefined);
						}}
					/>
				</label>
				<button type="submit">Look at it</button>
				<span role="status" class="muted">
					{wrong}
				</span>
			</form>
			{failed.length === 0 ? null : (
				<div class="row small">
					<span class="muted">failed:</span>
					{failed.map((i) => (
						<button key={i} type="button" class="plain" onClick={() => onSelect(`${path}[${i}]`)}>
							{nameOf(i)}
						</button>
					))}
				</div>
			)}
		</section>
	);
}

function titleOf(calls: GraphNode["calls"], elements: number): string {
	if (calls === undefined) return `${elements} elements`;
	const shared = calls.count > elements ? ` in ${elements} container${elements === 1 ? "" : "s"}` : "";
	return `${calls.count} calls, ${calls.ids}${shared}`;
}
