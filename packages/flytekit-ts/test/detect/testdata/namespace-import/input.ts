import * as fk from "flytekit-ts";

export const square = fk.task(({ x }: { x: fk.Int }): fk.Int => x * x);
export const overLines = fk
	.task(
		({ x }: { x: fk.Int }) => x,
	);
