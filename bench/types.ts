import {
	type ConvertContext,
	currentBlobAccess,
	decodeLiteral,
	encodeLiteral,
	fromLiteral,
	literalTypeOf,
	type NativeType,
	toLiteral,
} from "flytekit-ts/plugin";
import { count } from "./arguments.js";
import { expectEqual, type Figures, measure } from "./measure.js";
import "./programs.js";

const INT: NativeType = { kind: "int", native: "number" };
const FLOAT: NativeType = { kind: "float" };
const STRING: NativeType = { kind: "string" };
const BOOLEAN: NativeType = { kind: "boolean" };

/** The 20 fields of flytekit's twin, five of a kind, and some that hold more. */
const BIG: NativeType = {
	kind: "struct",
	name: "Big",
	fields: [
		...["a0", "a1", "a2", "a3", "a4"].map((name) => ({ name, type: INT, optional: false })),
		...["b0", "b1", "b2", "b3", "b4"].map((name) => ({ name, type: FLOAT, optional: false })),
		...["c0", "c1", "c2", "c3", "c4"].map((name) => ({ name, type: STRING, optional: false })),
		...["d0", "d1"].map((name) => ({ name, type: BOOLEAN, optional: false })),
		{ name: "e0", type: { kind: "list", element: INT }, optional: false },
		{ name: "f0", type: { kind: "map", native: "record", value: STRING }, optional: false },
		{
			name: "g0",
			type: { kind: "union", variants: [INT, { kind: "none", native: "null" }] },
			optional: false,
		},
	],
};

const big = () => ({
	...{ a0: 1, a1: 2, a2: 3, a3: 4, a4: 5, b0: 1.5, b1: 2.5, b2: 3.5, b3: 4.5, b4: 5.5 },
	...{ c0: "a", c1: "b", c2: "c", c3: "d", c4: "e", d0: true, d1: false, e0: [1, 2, 3], f0: { k: "v" }, g0: 7 },
});

/** Type, value, how often it is converted, and one leaf of the result to check. */
const KINDS: Readonly<
	Record<string, (n: number) => [NativeType, unknown, number, (value: never) => [unknown, unknown]]>
> = {
	list_int: (n) => [
		{ kind: "list", element: INT },
		Array.from({ length: n }, (_, i) => i),
		1,
		(value: number[]) => [value[n - 1], n - 1],
	],
	dict_float: (n) => [
		{ kind: "map", native: "record", value: FLOAT },
		Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i * 0.5])),
		1,
		(value: Record<string, number>) => [value[`k${n - 1}`], (n - 1) * 0.5],
	],
	dataclass: (n) => [BIG, big(), n, (value: ReturnType<typeof big>) => [value.b4, 5.5]],
	str: (n) => [STRING, "x".repeat(n), 1, (value: string) => [value.length, n]],
};

/** A value to literal, to bytes, back to literal, back to the value. */
export async function run(args: string[]): Promise<Figures> {
	const [kind = ""] = args;
	const make = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
	if (make === undefined) throw new Error(`types takes ${Object.keys(KINDS).join("|")}, got "${kind}"`);
	const n = count(args, 1);
	const [type, value, times, check] = make(n);
	const convert = currentBlobAccess() as ConvertContext;
	literalTypeOf(type);
	let bytes = 0;
	const { value: back, ...figures } = await measure(async () => {
		let last: unknown;
		for (let i = 0; i < times; i++) {
			const data = encodeLiteral(await toLiteral(value, type, convert));
			bytes = data.length;
			last = await fromLiteral(decodeLiteral(data), type, convert);
		}
		return last;
	});
	const [got, wanted] = check(back as never);
	expectEqual("value", got, wanted);
	return { kind, n, ...figures, bytes };
}
