import { FlyteError } from "../../errors/index.js";
import { escapeHtml } from "./escape.js";

/** What `renderers.chart` draws. */
export interface ChartOptions {
	/** Default: bar */
	readonly kind?: "bar" | "line";
	readonly title?: string;
	/** Below each value. */
	readonly labels?: readonly string[];
}

const WIDTH = 640;
const HEIGHT = 240;
const EDGE = 24;

/** Numbers as a picture (SVG): bars, or a line. flytekit: BoxRenderer and plots. Throws AUTHORING_DECK for what is no list of numbers. */
export function chart(values: readonly number[], { kind = "bar", title, labels = [] }: ChartOptions = {}): string {
	if (values.length === 0 || values.some((value) => !Number.isFinite(value))) {
		throw new FlyteError("AUTHORING_DECK", "renderers.chart() takes finite numbers, and at least one", {
			wayOut: "leave out values that are missing",
		});
	}
	const top = Math.max(0, ...values);
	const bottom = Math.min(0, ...values);
	const y = (value: number) => EDGE + ((top - value) / (top - bottom || 1)) * (HEIGHT - 2 * EDGE);
	const step = (WIDTH - 2 * EDGE) / values.length;
	const x = (i: number) => EDGE + step * (i + 0.5);
	const name = (i: number) => escapeHtml(`${labels[i] === undefined ? "" : `${labels[i]}: `}${values[i]}`);
	const marks = values.map((value, i) => {
		if (kind === "line")
			return `<circle cx="${px(x(i))}" cy="${px(y(value))}" r="3"><title>${name(i)}</title></circle>`;
		const height = Math.abs(y(value) - y(0));
		const start = Math.min(y(value), y(0));
		return `<rect x="${px(x(i) - step * 0.4)}" y="${px(start)}" width="${px(step * 0.8)}" height="${px(height)}"><title>${name(i)}</title></rect>`;
	});
	const line = values.map((value, i) => `${px(x(i))},${px(y(value))}`).join(" ");
	const words = labels
		.slice(0, values.length)
		.map((label, i) => `<text x="${px(x(i))}" y="${HEIGHT - 6}">${escapeHtml(label)}</text>`);
	return [
		`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title ?? "chart")}">`,
		title === undefined ? "" : `<text x="${WIDTH / 2}" y="14">${escapeHtml(title)}</text>`,
		`<line x1="${EDGE}" y1="${px(y(0))}" x2="${WIDTH - EDGE}" y2="${px(y(0))}"/>`,
		kind === "line" ? `<polyline points="${line}"/>` : "",
		...marks,
		...words,
		"</svg>",
	].join("");
}

function px(value: number): string {
	return String(Math.round(value * 100) / 100);
}
