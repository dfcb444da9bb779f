import { expect, test } from "vitest";
import { type AsyncState, currentState, withState } from "./async-state.js";

const one: AsyncState = { execution: { name: "one" } };
const two: AsyncState = { execution: { name: "two" } };

test("the state is that of the innermost body, before and after its awaits, and of nobody afterwards", async () => {
	const seen: unknown[] = [];
	const running = withState(one, async () => {
		seen.push(currentState());
		withState(two, () => seen.push(currentState()));
		seen.push(currentState());
		await Promise.resolve();
		seen.push(currentState());
	});
	expect(currentState()).toBeUndefined();
	await running;
	expect(seen).toEqual([one, two, one, one]);
	expect(currentState()).toBeUndefined();
});

test("two bodies that take turns each keep their own", async () => {
	const seen: unknown[] = [];
	const body = async () => {
		for (let i = 0; i < 3; i++) {
			seen.push(currentState());
			await Promise.resolve();
		}
	};
	await Promise.all([withState(one, body), withState(two, body)]);
	expect(seen).toEqual([one, two, one, two, one, two]);
});

test("a body that throws leaves nothing behind", () => {
	expect(() =>
		withState(one, () => {
			throw new Error("no");
		}),
	).toThrow("no");
	expect(currentState()).toBeUndefined();
});
