import { duration, type Duration, type Int, task } from "flytekit-ts";

const LIMIT = 10;

export const defaults = task(
	({
		a = 3,
		b = -1.5,
		c = "text",
		d = true,
		e = [1, 2, 3],
		f = { x: 1, label: `plain` },
		g = 5n,
		h = LIMIT,
		i: renamed = "r",
		j = null,
		k = duration("5m"),
		l = new Date("2024-01-01"),
		m = Number.POSITIVE_INFINITY,
		n = undefined,
		"o-p": op = "quoted",
		q = -0,
		r = 2 as Int,
	}: {
		a?: Int;
		b?: number;
		c?: string;
		d?: boolean;
		e?: Int[];
		f?: { x: Int; label: string };
		g?: bigint;
		h?: Int;
		i?: string;
		j?: string | null;
		k?: Duration;
		l?: Date;
		m?: number;
		n?: string;
		"o-p"?: string;
		q?: number;
		r?: Int;
	}) => a,
);
