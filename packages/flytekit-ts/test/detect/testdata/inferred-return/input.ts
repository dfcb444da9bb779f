import { type Int, task } from "flytekit-ts";

interface Stats {
	count: Int;
	mean: number;
}

const summarise = (values: number[]): Stats => ({ count: values.length, mean: values[0] ?? 0 });

export const stats = task(({ values }: { values: number[] }) => summarise(values));
export const text = task(({ values }: { values: number[] }) => values.join(", "));
/** Arithmetic drops the brand of Int: this is a FLOAT. */
export const next = task(({ n }: { n: Int }) => n + 1);
