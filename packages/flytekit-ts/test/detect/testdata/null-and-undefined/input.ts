import { type Int, task } from "flytekit-ts";

interface Row {
	a: string | null;
	b: string | undefined;
	c?: string;
	d?: string | null;
	e: string | null | undefined;
}

export const row = task(({ r }: { r: Row }): Int | null => null);
export const maybe = task(({ r }: { r: Row }): Int | undefined => undefined);
