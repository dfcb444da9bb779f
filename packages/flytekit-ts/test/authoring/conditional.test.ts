import {
	and,
	conditional,
	dynamic,
	eq,
	ge,
	gt,
	type Inputs,
	type Int,
	isFalse,
	isTrue,
	le,
	lt,
	ne,
	or,
	outputs,
	task,
	workflow,
} from "flytekit-ts";
import type { Graph, Node } from "flytekit-ts/plugin";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareDeclared } from "../../src/authoring/tracker.js";

export const ran: string[] = [];
export const small = task(({ x }: { x: Int }): Int => {
	ran.push("small");
	return x;
});
export const large = task(({ x }: { x: Int }): Int => {
	ran.push("large");
	return x * 100;
});
export const halves = task(({ x }: { x: Int }) => outputs({ half: Math.trunc(x / 2) as Int, rest: (x % 2) as Int }));
export const parts = task(({ x }: { x: Int }) => outputs({ rest: x, half: 0 as Int, more: "m" }));
export const pair = task(({ x }: { x: Int }): [Int, string] => [x, "pair"]);
export const note = task(({ text }: { text: string }): void => {
	ran.push(text);
});
export const isEven = task(({ x }: { x: Int }): boolean => x % 2 === 0);
export const list = task(({ n }: { n: Int }): Int[] => Array.from({ length: n }, (_, i): Int => i * 10));
export const person = task(({ age }: { age: Int }): { age: Int } => ({ age }));
export const text = task(({ x }: { x: Int }): string => `x${x}`);
export const half = workflow(({ x }: Inputs<{ x: Int }>) => small({ x: halves({ x }).half }));

export const choose = workflow(({ x }: Inputs<{ x: Int }>) =>
	conditional("size")
		.if(gt(x, 10), () => large({ x }))
		.elif(eq(x, 7), () => half({ x }))
		.else(() => small({ x })),
);
export const nested = workflow(({ x }: Inputs<{ x: Int }>) => {
	const same = small({ x });
	const chosen = conditional("outer")
		.if(ge(same, 10), () =>
			conditional("inner")
				.if(and(ge(same, 100), lt(same, 1000)), () => large({ x: same }))
				.elif(or(eq(same, 11), eq(same, 12), eq(same, 13)), () => half({ x: same }))
				.elseFail("neither"),
		)
		.else(() => small({ x: same }));
	return large({ x: chosen });
});
export const named = workflow(({ x }: Inputs<{ x: Int }>) => {
	const both = conditional("named")
		.if(le(x, 10), () => halves({ x }))
		.else(() => parts({ x }));
	return outputs({ half: both.half, rest: both.rest });
});
export const tuples = workflow(({ x }: Inputs<{ x: Int }>): [Int, string] => {
	const [n, word] = conditional("tuples")
		.if(ne(x, 1), () => pair({ x }))
		.else(() => pair({ x: 100 }));
	return [n, word] as never;
});
export const silent = workflow(({ x }: Inputs<{ x: Int }>) => {
	conditional("silent")
		.if(gt(x, 1), () => note({ text: "more" }))
		.else(() => note({ text: "less" }))
		.before(note({ text: "after" }));
});
export const booleans = workflow(({ x }: Inputs<{ x: Int }>) => {
	const even = isEven({ x });
	return conditional("even")
		.if(isTrue(even), () => small({ x }))
		.elif(isFalse(even), () => large({ x }))
		.elseFail("never");
});
export const elements = workflow(({ n }: Inputs<{ n: Int }>) => {
	const xs = list({ n });
	return conditional("elements")
		.if(gt(xs.at(1), xs.at(2)), () => small({ x: 1 }))
		.elif(eq(xs.at(2), 20), () => small({ x: xs.at(2) }))
		.else(() => small({ x: 3 }));
});
export const picked = workflow(({ x }: Inputs<{ x: Int }>) =>
	conditional("picked")
		.if(gt(x, 10), () => halves({ x }).half)
		.else(() => parts({ x }).half),
);
export const insideDynamic = dynamic(({ n }: { n: Int }) =>
	Array.from({ length: n }, (_, i) => {
		const x = small({ x: i });
		return conditional(`c${i}`)
			.if(gt(x, 1), () => large({ x }))
			.else(() => small({ x }));
	}),
);

export const noElse = workflow(({ x }: Inputs<{ x: Int }>) => {
	conditional("open").if(gt(x, 1), () => small({ x }));
	return small({ x });
});
export const twoCalls = workflow(({ x }: Inputs<{ x: Int }>) =>
	conditional("two")
		.if(gt(x, 1), () => small({ x: large({ x }) }))
		.else(() => small({ x })),
);
export const noCall = workflow(({ x }: Inputs<{ x: Int }>) => {
	const before = small({ x });
	return conditional("none")
		.if(gt(x, 1), () => before)
		.else(() => small({ x }));
});
export const direct = workflow(({ x }: Inputs<{ x: Int }>) =>
	conditional("direct")
		.if(gt(x, 1), small({ x }) as never as () => ReturnType<typeof small>)
		.else(() => small({ x })),
);
export const unary = workflow(({ x }: Inputs<{ x: Int }>) =>
	conditional("unary")
		.if(isEven({ x }) as never, () => small({ x }))
		.else(() => small({ x })),
);
export const decided = workflow(({ x }: Inputs<{ x: Int }>) =>
	conditional("decided")
		.if(true as never, () => small({ x }))
		.else(() => small({ x })),
);
export const truthOfNumber = workflow(({ x }: Inputs<{ x?: Int }>) =>
	conditional("truth")
		.if(isTrue(x as never), () => small({ x: 1 }))
		.else(() => small({ x: 2 })),
);
export const structField = workflow(({ x }: Inputs<{ x: Int }>) =>
	conditional("field")
		.if(gt(person({ age: x }).age, 1), () => small({ x }))
		.else(() => small({ x })),
);
export const optionalInput = workflow(({ x }: Inputs<{ x?: Int }>) =>
	conditional("optional")
		.if(gt(x as never as Int, 1), () => small({ x: 1 }))
		.else(() => small({ x: 2 })),
);
export const otherKinds = workflow(({ x }: Inputs<{ x: Int }>) =>
	conditional("kinds")
		.if(gt(x, text({ x }) as never), () => small({ x }))
		.else(() => small({ x })),
);
export const otherOutputs = workflow(({ x }: Inputs<{ x: Int }>) =>
	conditional("outputs")
		.if(gt(x, 1), () => small({ x }))
		.else(() => text({ x }) as never),
);
export const orderedBoolean = workflow(({ x }: Inputs<{ x: Int }>) =>
	conditional("order")
		.if(gt(isEven({ x }) as never as Int, 1), () => small({ x }))
		.else(() => small({ x })),
);
export const leaks = workflow(({ x }: Inputs<{ x: Int }>) => {
	let inner = small({ x });
	conditional("leak")
		.if(gt(x, 1), () => {
			inner = small({ x });
			return inner;
		})
		.else(() => small({ x }));
	return small({ x: inner });
});
export const circle = workflow(({ x }: Inputs<{ x: Int }>) => {
	const a = small({ x });
	const b = conditional("circle")
		.if(gt(x, 1), () => small({ x: a }))
		.else(() => small({ x }));
	b.before(a);
	return b;
});
export const flattened = workflow(({ x }: Inputs<{ x: Int }>) => {
	conditional("flat")
		.if(gt(x, 1), () => small({ x }))
		.else(() => small({ x }));
	return small({ x }).withOverrides({ nodeName: "n0-n1" });
});

beforeAll(() => prepareDeclared());

describe("a conditional at run time", () => {
	it("runs the first case that holds, and no other", async () => {
		ran.length = 0;
		expect(await choose({ x: 11 })).toBe(1100);
		expect(ran).toEqual(["large"]);
		expect(await choose({ x: 7 })).toBe(3);
		expect(await choose({ x: 2 })).toBe(2);
	});
	it("holds other conditionals, and joins conditions", async () => {
		expect(await nested({ x: 5 })).toBe(500);
		expect(await nested({ x: 100 })).toBe(1_000_000);
		expect(await nested({ x: 13 })).toBe(600);
		await expect(nested({ x: 20 })).rejects.toThrow(/conditional "inner" failed: neither/);
	});
	it("gives the outputs that all cases have, by name and by place", async () => {
		expect(await named({ x: 9 })).toEqual({ half: 4, rest: 1 });
		expect(await named({ x: 90 })).toEqual({ half: 0, rest: 90 });
		expect(await tuples({ x: 5 })).toEqual([5, "pair"]);
		expect(await tuples({ x: 1 })).toEqual([100, "pair"]);
		expect(await picked({ x: 12 })).toBe(6);
		expect(await picked({ x: 1 })).toBe(0);
	});
	it("may give nothing, and be ordered", async () => {
		ran.length = 0;
		await silent({ x: 2 });
		await silent({ x: 0 });
		expect(ran).toEqual(["more", "after", "less", "after"]);
	});
	it("asks a boolean both ways", async () => {
		expect(await booleans({ x: 4 })).toBe(4);
		expect(await booleans({ x: 5 })).toBe(500);
	});
	it("compares elements of lists, each with its own", async () => {
		expect(await elements({ n: 3 })).toBe(20);
	});
	it("runs inside a dynamic", async () => {
		expect(await insideDynamic({ n: 4 })).toEqual([0, 1, 200, 300]);
	});
});

const only = (graph: Graph): Node => graph.nodes.find((node) => node.target.kind === "branch") as Node;

describe("a conditional's node", () => {
	it("counts the calls of its cases from 0, in a level of their own", () => {
		const outer = only(nested.toGraph());
		if (outer.target.kind !== "branch") throw new Error("no branch");
		expect(outer.id).toBe("n1");
		const [first] = outer.target.cases;
		expect([first?.node.id, outer.target.otherwise?.kind === "node" && outer.target.otherwise.node.id]).toEqual([
			"n0",
			"n1",
		]);
		const inner = first?.node.target;
		if (inner?.kind !== "branch") throw new Error("no branch");
		expect(inner.cases.map(({ node }) => node.id)).toEqual(["n0", "n1"]);
		expect(inner.otherwise).toEqual({ kind: "fail", message: "neither", failedNodeId: "inner" });
	});
	it("names what it compares by node and output, inputs by a dot, a second part of one output by its path", () => {
		expect(only(nested.toGraph()).inputs.map((input) => input.var)).toEqual(["n0.o0"]);
		expect(only(choose.toGraph()).inputs.map((input) => input.var)).toEqual([".x"]);
		expect(only(elements.toGraph()).inputs.map((input) => input.var)).toEqual(["n0.o0", "n0.o0.2"]);
	});
});

describe("refusals of conditionals", () => {
	const message = (entity: { toGraph(): unknown }) => {
		try {
			entity.toGraph();
		} catch (error) {
			return (error as Error).message
				.replaceAll("test.authoring.conditional.test.", "")
				.replace(/(?:\/\S*\/)?(packages\/\S*?)(:\d+)+/g, "$1");
		}
		throw new Error("it did not throw");
	};
	it.each([
		["no else", noElse],
		["several calls in a case", twoCalls],
		["no call in a case", noCall],
		["a call in place of a function", direct],
		["a promised boolean as condition", unary],
		["a plain boolean as condition", decided],
		["a field of a struct", structField],
		["an optional value", optionalInput],
		["the truth of what is no boolean", truthOfNumber],
		["two types", otherKinds],
		["an order of booleans", orderedBoolean],
		["cases of two types", otherOutputs],
		["a case's call used outside", leaks],
		["a circle through a case", circle],
		["a name that Flyte gives a case's node", flattened],
	])("%s", (_name, entity) => {
		expect(message(entity)).toMatchSnapshot();
	});
	it("outside of a body", () => {
		expect(() => conditional("x")).toThrow(/where no graph is being made/);
	});
});
