import { type Int, task } from "flytekit-ts";

enum Color {
	Red = "red",
	Amber = "amber",
	Green = "green",
}
enum Only {
	One = "one",
}

export const paint = task(
	({ color = Color.Amber, some, only }: { color?: Color; some: Color.Green | Color.Red; only: Only; maybe: Color | null }) => color,
);
export const count = task(({ colors }: { colors: Color[] }) => colors.length as Int);
