import type { Sink } from "../io.js";

/** Colours for one stream; plain text where it wants none. */
export interface Painter {
	bold(text: string): string;
	dim(text: string): string;
	red(text: string): string;
	green(text: string): string;
	yellow(text: string): string;
	cyan(text: string): string;
}

/** The colours that fit `sink` (a terminal, NO_COLOR, FORCE_COLOR). */
export function painter(sink: Pick<Sink, "color">): Painter {
	const style = (open: number, close: number) =>
		sink.color ? (text: string) => `\u001b[${open}m${text}\u001b[${close}m` : (text: string) => text;
	return {
		bold: style(1, 22),
		dim: style(2, 22),
		red: style(31, 39),
		green: style(32, 39),
		yellow: style(33, 39),
		cyan: style(36, 39),
	};
}
