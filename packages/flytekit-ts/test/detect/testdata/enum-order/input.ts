import { task, type Int } from "flytekit-ts";

const SIZES = ["small", "large", "huge"] as const;
type Size = (typeof SIZES)[number];
interface Rates {
	weekly: Int;
	daily: Int;
	hourly: Int;
}
type Warm = "red" | "orange";
type Cold = "green" | "blue";
type Colour = Warm | Cold;
type Axis = `${"y" | "x"}-${"max" | "min"}`;

interface Order {
	colour: Colour;
	inline: "z" | "a" | "m";
	maybe?: "no" | "ask";
	sizes: Size[];
	every: keyof Rates;
	axis: Axis;
}

/** Flyte compares the values of two enums in their order, which is the author's. */
export const place = task((order: Order): Colour => order.colour);
