import {
	type FlyteDirectory,
	type FlyteFile,
	flyte,
	type InputsOf,
	type Int,
	type Json,
	type OutputOf,
	type Outputs,
	outputs,
	registerSchemaConverter,
	type StructuredDataset,
	task,
	workflow,
} from "flytekit-ts";
import { same } from "./same.js";

// What schemas make of types: those of flyte, and of whatever follows Standard Schema. Compiled, never run.

/** A schema of some library, as the specification has it. */
interface Foreign<I, O> {
	readonly "~standard": {
		readonly version: 1;
		readonly vendor: string;
		readonly validate: (value: unknown) => { readonly value: O } | { readonly issues: readonly { message: string }[] };
		readonly types?: { readonly input: I; readonly output: O } | undefined;
	};
}
declare const age: Foreign<number, number>;
declare const withFallback: Foreign<string | undefined, string>;

export const scalars = task(
	{
		inputs: {
			i: flyte.int(),
			big: flyte.bigint(),
			f: flyte.float(),
			s: flyte.string(),
			b: flyte.boolean(),
			at: flyte.date(),
			k: flyte.enum("a", "b"),
			csv: flyte.file("csv"),
			dir: flyte.directory(),
			any: flyte.json(),
		},
		outputs: flyte.int(),
		retries: 2,
	},
	({ i, k }) => {
		same<typeof k, "a" | "b">();
		return i;
	},
);
same<
	InputsOf<typeof scalars>,
	{
		i: Int;
		big: bigint;
		f: number;
		s: string;
		b: boolean;
		at: Date;
		k: "a" | "b";
		csv: FlyteFile<"csv">;
		dir: FlyteDirectory;
		any: Json;
	}
>();
same<OutputOf<typeof scalars>, Int>();

export const composed = task(
	{
		inputs: {
			all: flyte.list(flyte.struct({ n: flyte.int(), note: flyte.optional(flyte.string()) })),
			by: flyte.record(flyte.nullable(flyte.float())),
			rows: flyte.dataset({ a: flyte.int() }),
			anyRows: flyte.dataset(),
			either: flyte.union(flyte.int(), flyte.string()),
		},
		outputs: flyte.map(flyte.date()),
	},
	({ all, by, rows, anyRows, either }) => {
		same<typeof anyRows, StructuredDataset>();
		same<typeof all, { n: Int; note?: string | undefined }[]>();
		same<typeof by, Record<string, number | null>>();
		same<typeof rows, StructuredDataset<{ a: Int }>>();
		same<typeof either, Int | string>();
		return new Map([["a", new Date()]]);
	},
);
same<OutputOf<typeof composed>, Map<string, Date>>();

// what may be left out, to callers and to the body
export const leftOut = task(
	{
		inputs: { a: flyte.default(flyte.int(), 3), b: flyte.optional(flyte.string()), c: withFallback, d: age },
		outputs: flyte.string(),
	},
	({ a, b, c, d }) => {
		same<typeof a, Int>();
		same<typeof b, string | undefined>();
		same<typeof c, string>();
		same<typeof d, number>();
		return c;
	},
);
same<InputsOf<typeof leftOut>, { d: number; a?: Int | undefined; b?: string | undefined; c?: string | undefined }>();
export const useLeftOut = workflow(() => leftOut({ d: 3 }));

// other libraries inside the helpers, and the other way to bind
export const foreign = task(
	{ inputs: { ages: flyte.list(age) }, outputs: flyte.struct({ oldest: age }) },
	async ({ ages }) => ({ oldest: Math.max(...ages) }),
);
same<InputsOf<typeof foreign>, { ages: number[] }>();
same<OutputOf<typeof foreign>, { oldest: number }>();

// outputs: by name, none
export const named = task({ inputs: { a: flyte.int() }, outputs: { q: flyte.int(), r: flyte.string() } }, ({ a }) =>
	outputs({ q: a, r: "x" }),
);
same<OutputOf<typeof named>, Outputs<{ q: Int; r: string }>>();
export const noOutputs = task({ inputs: { a: flyte.int() } }, ({ a }) => console.log(a));
same<OutputOf<typeof noOutputs>, void>();

export const checked = task({ inputs: { a: flyte.int(age) }, outputs: flyte.int(age) }, ({ a }) => a);
same<InputsOf<typeof checked>, { a: Int }>();
same<OutputOf<typeof checked>, Int>();

registerSchemaConverter("acme", (schema: Foreign<unknown, unknown>) => ({ type: schema["~standard"].vendor }));
