import {
	type Duration,
	dynamic,
	type FlyteDirectory,
	type FlyteFile,
	type Inputs,
	type InputsOf,
	type Int,
	type OutputOf,
	type Outputs,
	outputs,
	type StructuredDataset,
	type Timestamp,
	task,
	workflow,
} from "flytekit-ts";
import { same } from "./same.js";

// What definitions make of a function's types. Compiled by every supported TypeScript, never run.

interface Point {
	x: number;
	y: number;
	tag?: string;
}
declare enum Colour {
	red = "red",
	blue = "blue",
}

// ---- tasks
export const square = task(({ x }: { x: Int }): Int => (x * x) as Int);
same<InputsOf<typeof square>, { x: Int }>();
same<OutputOf<typeof square>, Int>();

export const half = task(({ x }: { x: number }) => x / 2);
same<OutputOf<typeof half>, number>();

export const noInputs = task(() => "a");
same<InputsOf<typeof noInputs>, {}>();
same<OutputOf<typeof noInputs>, string>();

export const nothing = task(({ x }: { x: Int }): void => console.log(x));
same<OutputOf<typeof nothing>, void>();

export const later = task(async ({ x }: { x: Int }): Promise<string[]> => [String(x)]);
same<OutputOf<typeof later>, string[]>();

export const withOptions = task(
	{ cache: "1.0", retries: 2, timeout: "5m", requests: { cpu: "1", mem: "500Mi" } },
	({ values }: { values: Int[] }) => values.length as Int,
);
same<InputsOf<typeof withOptions>, { values: Int[] }>();
same<OutputOf<typeof withOptions>, Int>();

export const withDefault = task(({ n = 3 as Int, name }: { n?: Int; name: string }) => `${name}${n}`);
same<InputsOf<typeof withDefault>, { n?: Int; name: string }>();

export const allOptional = task(({ n }: { n?: Int } = {}) => n ?? 0);
same<InputsOf<typeof allOptional>, { n?: Int }>();

export const big = task(({ n }: { n: bigint }) => n * 2n);
same<OutputOf<typeof big>, bigint>();

export const times = task(({ at, exact, took }: { at: Date; exact: Timestamp; took: Duration }) => ({
	at,
	exact,
	took,
}));
same<OutputOf<typeof times>, { at: Date; exact: Timestamp; took: Duration }>();

export const structs = task(({ p }: { p: Point }): Point => p);
same<OutputOf<typeof structs>, Point>();

export const nested = task(({ all }: { all: Record<string, Point[]> }) => new Map(Object.entries(all)));
same<OutputOf<typeof nested>, Map<string, Point[]>>();

export const enums = task(({ c, k }: { c: Colour; k: "a" | "b" }): "a" | "b" => (c === Colour.red ? k : "b"));
same<OutputOf<typeof enums>, "a" | "b">();

export const unions = task(({ v }: { v: Int | string | null }): Int | undefined =>
	typeof v === "number" ? v : undefined,
);
same<OutputOf<typeof unions>, Int | undefined>();

export const files = task(
	async ({ csv, dir }: { csv: FlyteFile<"csv">; dir: FlyteDirectory }): Promise<StructuredDataset<Point>> => {
		await csv.download();
		await dir.download();
		throw new Error("none");
	},
);
same<OutputOf<typeof files>, StructuredDataset<Point>>();

export const pair = task((): [Int, string] => [1 as Int, "a"]);
same<OutputOf<typeof pair>, [Int, string]>();

export const divide = task(({ a, b }: { a: Int; b: Int }) => outputs({ q: (a / b) as Int, r: (a % b) as Int }));
same<OutputOf<typeof divide>, Outputs<{ q: Int; r: Int }>>();

export const generic = <T extends string>(values: readonly T[]) => task(({ at }: { at: Int }) => values[at] as T);
const chosen = generic(["x", "y"]);
same<OutputOf<typeof chosen>, "x" | "y">();

// ---- workflows
export const wiring = workflow(({ n }: Inputs<{ n: Int }>) => square({ x: n }));
same<InputsOf<typeof wiring>, { n: Int }>();
same<OutputOf<typeof wiring>, Int>();

export const defaulted = workflow(({ n = 3 as Int }: Inputs<{ n?: Int }>) => square({ x: n }));
same<InputsOf<typeof defaulted>, { n?: Int }>();

export const several = workflow(({ n }: Inputs<{ n: Int }>) => {
	const { q, r } = divide({ a: n, b: n });
	return outputs({ q, r, n });
});
same<OutputOf<typeof several>, Outputs<{ q: Int; r: Int; n: Int }>>();

export const structure = workflow(({ n }: Inputs<{ n: Int }>) => ({ n, all: [square({ x: n }), n], text: noInputs() }));
same<OutputOf<typeof structure>, { n: Int; all: Int[]; text: string }>();

export const through = workflow(({ p }: Inputs<{ p: Point }>) => p);
same<OutputOf<typeof through>, Point>();

export const twoOfThem = workflow(({ n }: Inputs<{ n: Int }>): [ReturnType<typeof square>, string] => [
	square({ x: n }),
	"a",
]);
same<OutputOf<typeof twoOfThem>, [Int, string]>();

export const quiet = workflow(({ n }: Inputs<{ n: Int }>) => {
	nothing({ x: n });
});
same<OutputOf<typeof quiet>, void>();

export const withPolicy = workflow({ failurePolicy: "failAfterExecutableNodesComplete" }, ({ n }: Inputs<{ n: Int }>) =>
	wiring({ n }),
);
same<OutputOf<typeof withPolicy>, Int>();

export const noWorkflowInputs = workflow(() => square({ x: 3 }));
same<InputsOf<typeof noWorkflowInputs>, {}>();

// ---- dynamics
export const fan = dynamic(({ n }: { n: Int }) => Array.from({ length: n }, (_, x) => square({ x })));
same<InputsOf<typeof fan>, { n: Int }>();
same<OutputOf<typeof fan>, Int[]>();

export const fanMap = dynamic(
	({ names }: { names: string[] }) => new Map(names.map((name) => [name, square({ x: 1 })])),
);
same<OutputOf<typeof fanMap>, Map<string, Int>>();

export const climb = dynamic(async ({ n }: { n: Int }) => square({ x: n }));
same<OutputOf<typeof climb>, Int>();

export const mixed = dynamic(({ n }: { n: Int }) => (n > 3 ? [square({ x: n }), n] : [n]));
same<OutputOf<typeof mixed>, Int[]>();

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export const recursive = dynamic(({ v }: { v: Json }): Json => v);
same<OutputOf<typeof recursive>, Json>();
