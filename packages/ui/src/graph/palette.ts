import { STATES } from "../parts/states.js";

/** Colours of the page's own style sheet, for what is drawn and not styled. */
export interface Palette {
	readonly surface: string;
	readonly sunken: string;
	readonly text: string;
	readonly muted: string;
	readonly line: string;
	readonly edge: string;
	readonly accent: string;
	readonly critical: string;
	readonly states: ReadonlyMap<string, string>;
	readonly sans: string;
	readonly mono: string;
}

export function paletteOf(element: Element): Palette {
	const style = getComputedStyle(element);
	const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
	const states = new Map<string, string>(
		STATES.map((state) => [state, color(state === "interrupted" ? "aborted" : state)]),
	);
	states.set("none", color("line"));
	return {
		surface: color("surface"),
		sunken: color("sunken"),
		text: color("text"),
		muted: color("muted"),
		line: color("line"),
		edge: color("edge"),
		accent: color("accent"),
		critical: color("critical"),
		states,
		sans: color("sans"),
		mono: color("mono"),
	};
}

/** Calls `hear` when dark became light, or the reverse. */
export function onTheme(hear: () => void): () => void {
	const media = matchMedia("(prefers-color-scheme: dark)");
	media.addEventListener("change", hear);
	const observer = new MutationObserver(hear);
	observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
	return () => {
		media.removeEventListener("change", hear);
		observer.disconnect();
	};
}
