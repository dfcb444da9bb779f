import {
	attr,
	before,
	dynamic,
	type Inputs,
	type Int,
	launchPlan,
	mapTask,
	outputs,
	type Promised,
	task,
	workflow,
} from "flytekit-ts";

export interface Person {
	name: string;
	age: Int;
	tags: string[];
	/** Collides with a handle's own method. */
	before?: string;
}

/** The square of a number.
 * @param x what to square */
export const square = task(({ x }: { x: Int }): Int => x * x);

export const sum = task(({ values }: { values: Int[] }): Int => values.reduce((a, b) => a + b, 0));

export const divide = task(({ a, b }: { a: Int; b: Int }) => {
	if (b === 0) throw new RangeError("division by zero");
	return outputs({ quotient: Math.floor(a / b) as Int, remainder: (a % b) as Int });
});

export const split = task(({ text }: { text: string }): [string, Int] => [text.toUpperCase(), text.length]);

export const log: string[] = [];
export const note = task(({ text }: { text: string }): void => {
	log.push(text);
});

export const greet = task(({ name, greeting = "Hello", mark }: { name: string; greeting?: string; mark?: string }) =>
	[greeting, name, mark ?? "."].join(" "),
);

export const describe_ = task(({ person }: { person: Person }) => `${person.name} (${person.age})`);
export const makePerson = task(
	({ name, age }: { name: string; age: Int }): Person => ({ name, age, tags: ["a", "b"] }),
);
export const join = task(({ parts, by }: { parts: Record<string, string>; by: string }) =>
	Object.entries(parts)
		.map(([key, value]) => key + by + value)
		.sort()
		.join(","),
);

export const sumOfSquares = dynamic(({ n }: { n: Int }) => {
	const squares = Array.from({ length: n }, (_, x) => square({ x }));
	return sum({ values: squares });
});

export const squares = dynamic(({ n }: { n: Int }) => Array.from({ length: n }, (_, x) => square({ x })));

export const nothing = dynamic(({ n }: { n: Int }): Int[] => (n > 0 ? [n, n + 1] : []));

export const main = workflow(({ n = 3 }: Inputs<{ n?: Int }>) => sumOfSquares({ n }));

export const attributes = workflow(({ name }: Inputs<{ name: string }>) => {
	const person = makePerson({ name, age: 41 });
	return outputs({
		first: person.tags[0] as never as string,
		who: join({ parts: { name: person.name, tag: person.tags.at(1) }, by: "=" }),
	});
});

/** Gives its inputs back: an optional one that was left out is no key of theirs. */
export const echoed = task((given: { a: Int; note: string | undefined }) => outputs({ ...given }));

export const both = workflow(({ a, b }: Inputs<{ a: Int; b: Int }>) => divide({ a, b }));

export const pieces = workflow(({ text }: Inputs<{ text: string }>): [Promised<Int>, Promised<string>] => {
	const [upper, length] = split({ text });
	return [length, upper];
});

export const ordered = workflow(() => {
	const third = note({ text: "third" });
	const second = note({ text: "second" });
	const first = note({ text: "first" });
	before(first, second, third);
});

export const outerDynamic = dynamic(async ({ n }: { n: Int }) => {
	await Promise.resolve();
	const parts = [];
	for (let i = 1; i <= n; i++) parts.push(sumOfSquares({ n: i }));
	return sum({ values: parts });
});

export const calling = dynamic(({ n }: { n: Int }) => sum({ values: [main({ n }), main(), plan()] }));

export const plan = launchPlan(main, { name: "nightly", fixedInputs: { n: 4 } });
export const planWithDefault = launchPlan(main, { name: "weekly", defaultInputs: { n: 5 } });

export const squareAll = mapTask(square);
export const mapping = workflow(({ xs }: Inputs<{ xs: Int[] }>) => sum({ values: mapTask(square)({ x: xs }) }));

export const power = task(({ base, exponent }: { base: Int; exponent: Int }): Int => base ** exponent);
export const cubes = mapTask(power, { bound: { exponent: 3 }, concurrency: 2 });

export const fails = task(({ x }: { x: Int }): Int => {
	if (x === 2) throw new Error("two is not allowed");
	return x;
});
export const someFail = mapTask(fails, { minSuccessRatio: 0.5 });

export const awaiting = dynamic(async ({ n }: { n: Int }) => {
	const person = await makePerson({ name: "Ann", age: n });
	return describe_({ person });
});

export const collides = workflow(() => {
	const person = makePerson({ name: "Ann", age: 1 });
	return greet({ name: person.name, mark: attr(person, "before") as never });
});
