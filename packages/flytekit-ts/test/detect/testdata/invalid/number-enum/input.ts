import { task } from "flytekit-ts";

enum Level {
	Low,
	High,
}
enum Mixed {
	A = "a",
	B = 1,
}

export const level = task(({ level, mixed }: { level: Level; mixed: Mixed }) => "x");
