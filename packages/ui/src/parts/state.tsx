import { SHAPES, stateShape } from "./states.js";

export function StateIcon({ state }: { state: string }) {
	return (
		<span class={`state is-${state in SHAPES ? state : "none"}`} aria-hidden="true">
			<svg viewBox="0 0 16 16" fill="currentColor">
				<path d={stateShape(state)} fill-rule="evenodd" />
			</svg>
		</span>
	);
}

/** A state by shape, colour and word. */
export function State({ state, more }: { state: string; more?: string }) {
	return (
		<span class="state">
			<StateIcon state={state} />
			{state}
			{more === undefined ? "" : ` · ${more}`}
		</span>
	);
}
