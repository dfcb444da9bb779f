import { dynamic, flyte, type Inputs, type Int, task, workflow } from "flytekit-ts";
import { fan, noInputs, square, structs } from "./accepted-definitions.js";

// What TypeScript refuses of promised values in bodies, and of definitions. Each line is an error in every supported TypeScript.

// ---- a promised value is no value
export const values = workflow(({ n, s, list }: Inputs<{ n: Int; s: string; list: Int[] }>) => {
	const x = square({ x: n });
	// @ts-expect-error arithmetic
	x * 2;
	// @ts-expect-error arithmetic
	x + 1;
	// @ts-expect-error counting
	x - n;
	// @ts-expect-error comparison
	x > 3;
	// @ts-expect-error comparison
	x <= 4;
	// @ts-expect-error never equal
	x === 3;
	// @ts-expect-error never equal
	s !== "a";
	// @ts-expect-error always true
	if (x) noInputs();
	// @ts-expect-error always true
	const picked = x ? 1 : 2;
	// @ts-expect-error always true
	x && noInputs();
	// @ts-expect-error a loop
	for (const item of list) square({ x: item });
	// @ts-expect-error a list
	[...list];
	// @ts-expect-error methods of lists
	list.map((item: Int) => item);
	// @ts-expect-error its length
	list.length;
	// @ts-expect-error taking it apart
	const [first] = fan({ n });
	// @ts-expect-error an index
	["a", "b"][x];
	// @ts-expect-error functions of values
	Math.max(x);
	// @ts-expect-error functions of values
	Number.parseInt(s, 10);
	switch (x) {
		// @ts-expect-error matches no case
		case 3:
			break;
	}
	// @ts-expect-error a length
	Array.from({ length: n });
	// @ts-expect-error assigned to a value
	const plain: Int = x;
	// @ts-expect-error an attribute is promised, too
	const y: number = structs({ p: { x: 1, y: 2 } }).x;
	return [picked, first, plain, y];
});

// ---- definitions
// @ts-expect-error inputs have names: one object
task((x: number, y: number) => x + y);
// @ts-expect-error inputs have names: one object
task((x: string) => x);
// @ts-expect-error and types
task(({ x }) => x);
// @ts-expect-error no such option
task({ retry: 3 }, () => 1);
// @ts-expect-error options come first
task(() => 1, { retries: 3 });
// @ts-expect-error units are ms, s, m, h, d
task({ timeout: "5 minutes" }, () => 1);
// @ts-expect-error a function is needed
task({ retries: 3 });
// @ts-expect-error a workflow does not wait
workflow(async ({ n }: Inputs<{ n: Int }>) => square({ x: n }));
// @ts-expect-error two parameters
dynamic((a: { n: Int }, b: { m: Int }) => square({ x: a.n + b.m }));
// @ts-expect-error no such policy
workflow({ failurePolicy: "never" }, () => square({ x: 1 }));

// ---- schemas
// @ts-expect-error the body returns something else
task({ inputs: { a: flyte.int() }, outputs: flyte.string() }, ({ a }) => a);
// @ts-expect-error no such input
task({ inputs: { a: flyte.int() }, outputs: flyte.int() }, ({ b }) => b);
// @ts-expect-error not a schema
task({ inputs: { a: "int" }, outputs: flyte.int() }, () => 1);
// @ts-expect-error named outputs are returned by outputs({ ... })
task({ inputs: { a: flyte.int() }, outputs: { q: flyte.int() } }, ({ a }) => a);
// @ts-expect-error a default of another type
flyte.default(flyte.int(), "3");
// @ts-expect-error a union has two variants or more
flyte.union(flyte.int());
// @ts-expect-error no value listed
flyte.enum();
// @ts-expect-error of another type
task({ inputs: { a: flyte.date() }, outputs: flyte.int() }, () => 1)({ a: "2026-01-01" });
// @ts-expect-error no member of the enum
task({ inputs: { k: flyte.enum("a", "b") }, outputs: flyte.int() }, () => 1)({ k: "c" });
