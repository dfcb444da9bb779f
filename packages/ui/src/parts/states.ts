/** How a state looks: a shape as well as a colour, so that neither needs the other. */
export const SHAPES = {
	succeeded: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.6 5.1-4.4 5L4.4 8.6l1-1.1 1.7 1.5 3.3-3.9Z",
	failed: "M5 1 1 5v6l4 4h6l4-4V5l-4-4Zm5.2 8.9-.9 1L8 9.4l-1.5 1.5-1-1L7 8.4 5.5 6.9l1-1L8 7.4l1.4-1.5 1 1L8.9 8.4Z",
	running: "M8 1a7 7 0 0 1 7 7h-2a5 5 0 0 0-5-5Zm0 14a7 7 0 0 1-7-7h2a5 5 0 0 0 5 5Z",
	queued:
		"M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6Zm-.8 2.2v3.7l2.6 1.7.8-1.2-2-1.3V4.8Z",
	waiting: "M8 .8.8 8 8 15.2 15.2 8Zm-2 4.7h1.4v5H6Zm2.7 0H10v5H8.7Z",
	aborted: "M2 2h12v12H2Zm3 3v6h6V5Z",
	interrupted: "M2 2h12l-4 6 4 6H2l4-6Z",
	skipped:
		"M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.6c1.2 0 2.3.4 3.2 1L3.7 11.2A5.4 5.4 0 0 1 8 2.6Zm0 10.8c-1.2 0-2.3-.4-3.2-1l7.5-7.6A5.4 5.4 0 0 1 8 13.4Z",
	none: "M8 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0 1.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z",
} as const;

export type ShownState = keyof typeof SHAPES;

export const STATES: readonly ShownState[] = [
	"succeeded",
	"failed",
	"running",
	"queued",
	"waiting",
	"aborted",
	"interrupted",
	"skipped",
];

/** A shape in a square of 16. */
export function stateShape(state: string): string {
	return SHAPES[state as ShownState] ?? SHAPES.none;
}
