import { type Int, task } from "flytekit-ts";

type Point = { x: Int; y: Int };

export const move = task(({ from, by }: { from: Point; by: { dx: Int; dy: Int } }) => ({
	x: (from.x + by.dx) as Int,
	y: (from.y + by.dy) as Int,
}));
