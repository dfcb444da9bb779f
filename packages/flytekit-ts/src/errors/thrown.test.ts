import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutText, MAX_ERROR_TEXT_BYTES } from "./cut-text.js";
import { FlyteError } from "./flyte-error.js";
import { isRecoverable, RecoverableError } from "./recoverable-error.js";
import { userFrames } from "./stack-frames.js";
import { describeThrown, labelled } from "./thrown.js";

describe("describeThrown", () => {
	test("an error: its class, text and the user's frames", () => {
		class Mine extends Error {}
		const said = describeThrown(new Mine("text"));
		expect(said).toMatchObject({ name: "Mine", message: "text" });
		expect(said.stack.split("\n")[0]).toMatch(/^ {4}at .*thrown\.test\.ts:\d+:\d+\)?$/);
		expect(said.stack).not.toContain("node:");
		expect(labelled(said)).toBe("Mine: text");
	});

	test("an error of ours speaks for itself", () => {
		const error = new FlyteError("ENGINE_INTERNAL", "what", { wayOut: "how" });
		expect(describeThrown(error)).toEqual({ name: "", message: "what\n  way out: how", stack: "" });
	});

	test("an error of another realm, and an AggregateError", () => {
		const foreign = runInNewContext("class ForeignError extends Error {}; new ForeignError('from afar')");
		expect(describeThrown(foreign)).toMatchObject({ name: "ForeignError", message: "from afar" });
		const many = new AggregateError([new Error("a"), "b", 3, new Error("d")], "all failed");
		expect(describeThrown(many).message).toBe("all failed\n  - a\n  - b\n  - 3\n  - and 1 more");
	});

	test("causes once each, repeated texts left out, circles ended", () => {
		const a = new Error("a");
		const b = new Error("b", { cause: a });
		a.cause = b;
		expect(describeThrown(b).message).toBe("b\n  caused by Error: a");
		expect(describeThrown(new Error("outer: inner", { cause: new Error("inner") })).message).toBe("outer: inner");
	});

	test("survives whatever can be thrown", () => {
		const bad = () => {
			throw new Error("trap");
		};
		const hostile: unknown[] = [
			new Proxy({}, { get: bad, has: bad, ownKeys: bad, getPrototypeOf: bad, getOwnPropertyDescriptor: bad }),
			new Proxy(() => {}, { get: bad, apply: bad }),
			Object.defineProperty(new Error(), "stack", { get: bad }),
			Object.defineProperty(new Error(), "cause", { get: bad }),
			{ [Symbol.for("nodejs.util.inspect.custom")]: bad },
			{ [Symbol.toPrimitive]: bad, toString: bad },
			Object.create(null),
			Object.assign(new Error("x"), { name: 5, message: { toString: bad } }),
		];
		const survives = (value: unknown) => {
			for (const thrown of [value, new Error("wrap", { cause: value })]) {
				const said = describeThrown(thrown);
				expect(typeof said.name + typeof said.message + typeof said.stack).toBe("stringstringstring");
				isRecoverable(thrown);
			}
		};
		hostile.forEach(survives);
		fc.assert(fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), survives));
	});
});

describe("userFrames", () => {
	test("keeps the user's, whatever the message looks like", () => {
		const stack = [
			"Error: text",
			"    at fake (not-a-frame.ts:1:1)",
			"more text",
			"    at work (/home/me/flow.ts:3:9)",
			"    at async file:///home/me/other.ts:5:1",
			"    at node:internal/process/task_queues:95:5",
			"    at /home/me/node_modules/flytekit-ts/dist/index.js:1:1",
			"    at new Promise (<anonymous>)",
		].join("\n");
		expect(userFrames(stack)).toBe("    at work (/home/me/flow.ts:3:9)\n    at async file:///home/me/other.ts:5:1");
	});
});

describe("cutText", () => {
	const NOTE = /\n\.\.\. \[cut: (\d+) characters left out\] \.\.\.\n/;
	const missing = (text: string) => Number(NOTE.exec(text)?.[1] ?? 0);
	const kept = (text: string) => text.replace(NOTE, "").length;

	test("leaves short text alone, but for lone surrogates", () => {
		expect(cutText("text")).toBe("text");
		expect(cutText("a\ud800b😀")).toBe("a\ufffdb😀");
	});

	test("is never longer than asked, well formed, and keeps both ends", () => {
		const character = fc.constantFrom("a", "ß", "漢", "😀", "\ud83d", "\ude00");
		fc.assert(
			fc.property(fc.array(character, { maxLength: 400 }), fc.integer({ min: 80, max: 600 }), (characters, limit) => {
				const given = characters.join("");
				const cut = cutText(given, limit);
				expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(limit);
				expect(Buffer.from(cut).toString()).toBe(cut);
				const whole = Buffer.from(given).toString();
				if (Buffer.byteLength(whole) <= limit) expect(cut).toBe(whole);
				else expect(missing(cut)).toBe(given.length - kept(cut));
				// cut again, it still says what is missing of the first text
				const again = cutText(cut, 80);
				if (missing(again) > 0) expect(missing(again)).toBe(given.length - kept(again));
			}),
		);
	});

	test("100 MB are no trouble", () => {
		const cut = cutText("漢".repeat(30_000_000));
		expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(MAX_ERROR_TEXT_BYTES);
		expect(cut.endsWith("漢")).toBe(true);
	});
});

describe("isRecoverable", () => {
	test("knows the brand, also of another copy of the package, and looks through our own wrappers only", () => {
		const foreign = Object.assign(new Error("x"), { [Symbol.for("flytekit-ts.recoverable")]: true });
		expect(isRecoverable(new RecoverableError("x"))).toBe(true);
		expect(isRecoverable(foreign)).toBe(true);
		expect(isRecoverable(new FlyteError("ENGINE_INTERNAL", "x", { cause: foreign }))).toBe(true);
		expect(isRecoverable(new Error("x", { cause: foreign }))).toBe(false);
		expect(isRecoverable("text")).toBe(false);
	});
});
