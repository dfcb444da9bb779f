import type { ComponentChildren, Ref } from "preact";

export interface DrawingProps {
	readonly canvas: Ref<HTMLCanvasElement>;
	/** What it is, to a screen reader. */
	readonly kind: string;
	/** What it shows, and what its keys do. */
	readonly label: string;
	readonly onKeyDown: (event: KeyboardEvent) => void;
	readonly onClick?: (event: MouseEvent) => void;
	/** For who measures: how much is drawn. */
	readonly boxes?: number;
	/** What lies on it. */
	readonly children?: ComponentChildren;
}

/** A canvas that keys work on and that says what it shows. */
export function Drawing({ canvas, kind, label, onKeyDown, onClick, boxes, children }: DrawingProps) {
	return (
		<div class="drawing">
			<canvas
				ref={canvas}
				tabIndex={0}
				role="application"
				aria-roledescription={kind}
				aria-label={label}
				onKeyDown={onKeyDown}
				{...(onClick === undefined ? {} : { onClick })}
				{...(boxes === undefined ? {} : { "data-boxes": boxes })}
			/>
			{children}
		</div>
	);
}
