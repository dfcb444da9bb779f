import { dynamic, type Int, outputs, task } from "flytekit-ts";

const square = task(({ x }: { x: Int }): Int => x * x);
const split = task(({ x }: { x: Int }) => outputs({ half: (x / 2) as Int, rest: "r" }));

/** As many as the input says. */
export const many = dynamic(({ n = 2 }: { n?: Int }) => Array.from({ length: n }, (_, x) => square({ x })));
export const one = dynamic(({ n }: { n: Int }) => square({ x: n }));
export const field = dynamic(({ n }: { n: Int }) => split({ x: n }).half);
export const nested = dynamic(({ n }: { n: Int }) => ({ a: square({ x: n }), b: [square({ x: n })], c: "constant" }));
export const namedOutputs = dynamic(({ n }: { n: Int }) => outputs({ y: square({ x: n }), z: n }));
export const passedOn = dynamic(({ n }: { n: Int }) => split({ x: n }));
export const asyncBody = dynamic(async ({ n }: { n: Int }) => square({ x: n }));
export const none = dynamic(({ n }: { n: Int }) => {
	square({ x: n });
});
