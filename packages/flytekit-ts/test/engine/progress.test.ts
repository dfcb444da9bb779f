import picocolors from "picocolors";
import { describe, expect, test } from "vitest";
import { runEntity, runGraph } from "../../src/engine/index.js";
import { attachProgress } from "../../src/engine/progress/index.js";
import { bar, columnsOf, durationText, fitLine, shownName } from "../../src/engine/progress/layout.js";
import { liveLines } from "../../src/engine/progress/lines.js";
import { ProgressModel } from "../../src/engine/progress/model.js";
import { RecoverableError } from "../../src/errors/index.js";
import type { Node } from "../../src/graph/graph.js";
import { dynamic, graph, int, list, mapped, node, spec, task, workflow } from "./build.js";
import { deferred, FakeClock, settle } from "./fake-clock.js";

const ESC = "\u001b";

/** A terminal that understands what the live view may write, and nothing else. */
class Screen {
	lines: string[] = [""];
	row = 0;
	cursor = true;
	paints = 0;
	columns = 60;
	rows = 24;
	raw = "";
	carriageReturns = 0;

	write = (text: string | Uint8Array): boolean => {
		this.raw += text;
		let rest = String(text);
		while (rest !== "") {
			// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal reads control characters
			const sequence = /^\u001b\[(\?25[lh]|\d+A|0J|\d+m)/.exec(rest);
			if (sequence !== null) {
				this.#act(sequence[1] as string);
				rest = rest.slice(sequence[0].length);
			} else {
				this.#put(rest[0] as string);
				rest = rest.slice(1);
			}
		}
		return true;
	};

	#act(sequence: string): void {
		if (sequence.startsWith("?25")) this.cursor = sequence.endsWith("h");
		else if (sequence.endsWith("A")) this.row -= Number.parseInt(sequence, 10);
		else if (sequence === "0J") {
			this.lines.length = this.row;
			this.lines.push("");
			this.paints++;
		}
		if (this.row < 0) throw new Error("the cursor left the screen");
	}

	#put(character: string): void {
		// what is painted over starts at the first column, wherever the cursor is
		if (character === "\r") {
			this.carriageReturns++;
			return;
		}
		if (character === ESC || (character < " " && character !== "\n"))
			throw new Error(`a raw ${JSON.stringify(character)}`);
		if (character === "\n") {
			this.row++;
			this.lines[this.row] ??= "";
		} else this.lines[this.row] += character;
	}

	get text(): string[] {
		return this.lines.filter((line) => line !== "");
	}
}

const noInputs = new Map();
const boom = task("m.boom", [], () => {
	throw new Error(`bad ${ESC}[2Jthing\nsecond line`);
});

describe("on a terminal", () => {
	test("what runs is shown in a few lines, folded by task; only the summary stays", async () => {
		const screen = new Screen();
		const clock = new FakeClock();
		const progress = attachProgress(screen, { isTTY: true, color: false, clock });
		const gates = Array.from({ length: 3 }, () => deferred());
		const slow = task(
			"m.slow",
			[],
			(_i, { arrayIndex, nodePath }) => gates[arrayIndex ?? Number(nodePath.at(-1))]?.promise,
		);
		const quick = task("m.quick", [], () => 1);
		const g = graph([
			...Array.from({ length: 3 }, (_, i) => node(`n${i}`, slow)),
			...Array.from({ length: 1000 }, (_, i) => node(`q${i}`, quick)),
		]);
		const run = runGraph(g, noInputs, { clock, executionId: "r1", onEvent: progress.listener, concurrency: 2000 });
		await settle();
		expect(screen.cursor).toBe(false);
		clock.time += 12_300;
		gates[0]?.resolve();
		await settle();
		expect(screen.text).toEqual([
			expect.stringMatching(/^\S m\.main {2}12\.3 s {2}100[01] done {2}2 running$/),
			"  m.slow   1/3  2 running",
			"  m.quick  ████████████████  1000/1000",
		]);
		for (const line of screen.text) expect(columnsOf(line)).toBeLessThan(60);
		for (const gate of gates) gate.resolve();
		await run;
		progress.stop();
		expect(screen.text).toEqual(["✓ m.main succeeded in 12.3 s: 1003 task attempts, run r1"]);
		expect(screen.carriageReturns).toBe(screen.paints);
		expect(screen.cursor).toBe(true);
	});

	test("is painted by time, not by event", async () => {
		const screen = new Screen();
		const clock = new FakeClock();
		const progress = attachProgress(screen, { isTTY: true, color: false, clock });
		const nodes = Array.from({ length: 5000 }, (_, i) =>
			node(
				`n${i}`,
				task("m.t", [], () => 1),
			),
		);
		await runGraph(graph(nodes), noInputs, { clock, executionId: "r1", onEvent: progress.listener });
		expect(screen.paints).toBeLessThan(5);
		progress.stop();
	});

	test("failures and retries get a line that stays, cleaned; many are counted", async () => {
		const screen = new Screen();
		const progress = attachProgress(screen, { isTTY: true, color: false, clock: new FakeClock() });
		const flaky = task(
			"m.flaky",
			[],
			(_i, { attempt }) => {
				if (attempt === 0) throw new RecoverableError("busy\n  way out: be patient");
				return 1;
			},
			1,
		);
		const g = graph(
			[node("n0", flaky), ...Array.from({ length: 40 }, (_, i) => node(`b${i}`, boom))],
			{},
			{ failurePolicy: "failAfterExecutableNodesComplete" },
		);
		await runGraph(g, noInputs, { executionId: "r1", onEvent: progress.listener });
		expect(screen.text[0]).toBe("↻ main/n0: attempt 1 of 2 failed, trying again: RecoverableError: busy");
		expect(screen.text[1]).toBe("✗ main/b0 failed");
		expect(screen.text).toHaveLength(21);
		expect(screen.text[19]).toBe("further failed attempts are only counted");
		expect(screen.text[20]).toMatch(/^✗ m\.main failed in .*: 42 task attempts, 1 retried, 40 failed, run r1$/);
		progress.stop();
	});

	test("what others write goes above, also without a newline at its end", async () => {
		const screen = new Screen();
		const clock = new FakeClock();
		const progress = attachProgress(screen, { isTTY: true, color: false, clock });
		const talks = task("m.talks", ["x"], async ({ x }) => {
			screen.write(`hello ${x}`);
			clock.time += 100;
			await settle();
			return 1;
		});
		await runGraph(graph([node("n0", talks, { x: 1 }), node("n1", talks, { x: "n0.o0" })]), noInputs, {
			clock,
			executionId: "r1",
			onEvent: progress.listener,
		});
		progress.stop();
		screen.write("afterwards\n");
		expect(screen.text.slice(0, 2)).toEqual(["hello 1", "hello 1"]);
		expect(screen.text.at(-1)).toBe("afterwards");
		expect(screen.text.filter((line) => line.includes("running"))).toEqual([]);
	});

	test("a terminal that does not know its size is taken for the usual one", async () => {
		const screen = new Screen();
		screen.columns = 0;
		screen.rows = 0;
		const clock = new FakeClock();
		const progress = attachProgress(screen, { isTTY: true, color: false, clock });
		const gate = deferred();
		const run = runGraph(
			graph([
				node(
					"n0",
					task("m.slow", [], () => gate.promise),
				),
			]),
			noInputs,
			{
				clock,
				executionId: "r1",
				onEvent: progress.listener,
			},
		);
		await settle();
		expect(screen.text[0]).toMatch(/m\.main {2}0\.0 s/);
		gate.resolve();
		await run;
		progress.stop();
	});

	test("a run that ends without a word leaves the cursor as it was", () => {
		const screen = new Screen();
		const { write } = screen;
		const listening = process.listenerCount("exit");
		const progress = attachProgress(screen, { isTTY: true });
		expect(screen.cursor).toBe(false);
		progress.stop();
		progress.stop();
		expect(screen.cursor).toBe(true);
		expect(screen.write).toBe(write);
		expect(process.listenerCount("exit")).toBe(listening);
	});

	test("more tasks than lines: those that run come first", async () => {
		const screen = new Screen();
		screen.rows = 6;
		const clock = new FakeClock();
		const progress = attachProgress(screen, { isTTY: true, color: false, clock });
		const gate = deferred();
		const g = graph(
			Array.from({ length: 12 }, (_, i) =>
				node(
					`n${i}`,
					task(`m.t${i}`, [], () => (i === 7 ? gate.promise : 1)),
				),
			),
		);
		const run = runGraph(g, noInputs, { clock, executionId: "r1", onEvent: progress.listener });
		await settle();
		await clock.advance(100); // the view's own repaint
		expect(screen.text).toHaveLength(5);
		expect(screen.text.join("\n")).toContain("m.t7");
		expect(screen.text.at(-1)).toBe("  and 9 more");
		gate.resolve();
		await run;
		progress.stop();
		expect(clock.repeating).toBe(0);
	});

	test("colours unless NO_COLOR or told not to", async () => {
		const shown = async (options: { color?: boolean }) => {
			const screen = new Screen();
			const progress = attachProgress(screen, { isTTY: true, ...options });
			await runGraph(graph([]), noInputs, { executionId: "r1", onEvent: progress.listener });
			progress.stop();
			return screen.raw.includes(`${ESC}[32m`);
		};
		const before = process.env.NO_COLOR;
		try {
			delete process.env.NO_COLOR;
			expect(await shown({})).toBe(true);
			expect(await shown({ color: false })).toBe(false);
			process.env.NO_COLOR = "1";
			expect(await shown({})).toBe(false);
		} finally {
			if (before === undefined) delete process.env.NO_COLOR;
			else process.env.NO_COLOR = before;
		}
	});
});

describe("elsewhere", () => {
	async function logged(nodes: readonly Node[], more = {}): Promise<string[]> {
		const screen = new Screen();
		const clock = new FakeClock();
		const progress = attachProgress(screen, { isTTY: false, clock });
		await runGraph(graph(nodes, {}, more), noInputs, { clock, executionId: "r1", onEvent: progress.listener });
		progress.stop();
		expect(screen.raw).not.toContain(ESC);
		return screen.text;
	}

	test("nodes of the outermost graph, and nothing inside them but failures", async () => {
		const sub = workflow(
			"m.sub",
			graph([
				node(
					"n0",
					task("m.inner", [], () => 1),
				),
				node("n1", boom, {}, { after: ["n0"] }),
			]),
		);
		expect(
			await logged([
				node(
					"n0",
					task("m.one", [], () => 1),
				),
				node("n1", sub, {}, { after: ["n0"] }),
			]),
		).toEqual([
			"m.main started, run r1",
			"main/n0 m.one started",
			"main/n0 m.one succeeded in 0.0 s",
			"main/n1 m.sub started",
			"✗ main/n1/n1 failed",
			"main/n1 m.sub failed in 0.0 s",
			"✗ m.main failed in 0.0 s: 3 task attempts, 2 failed, run r1",
		]);
	});

	test("many nodes of one task, and arrays, by tenths", async () => {
		const t = task("m.t", ["x"], () => 1);
		const many = await logged(Array.from({ length: 500 }, (_, i) => node(`n${i}`, t, { x: i })));
		expect(many.slice(1, -1)).toEqual(Array.from({ length: 10 }, (_, i) => `m.t: ${(i + 1) * 50} of 500 done`));
		const array = await logged([node("n0", mapped(t), { x: list(...Array.from({ length: 100 }, (_, i) => int(i))) })]);
		expect(array).toContain("main/n0 m.t: 100 of 100 done");
		expect(array).toHaveLength(14);
	});

	test("a failure's text is left to the error at the end; an element's is not, which may be all that is heard of it", async () => {
		const screen = new Screen();
		const progress = attachProgress(screen, { isTTY: false, clock: new FakeClock() });
		await runEntity(boom, noInputs, { executionId: "r1", onEvent: progress.listener, clock: new FakeClock() });
		expect(screen.text).toEqual(["m.boom started, run r1", "✗ m.boom failed in 0.0 s: 1 task attempt, run r1"]);
		const odd = task("m.odd", ["x"], ({ x }) => {
			if (Number(x) % 2 === 1) throw new Error(`${x} is odd`);
			return 1;
		});
		const array = await logged([node("n0", mapped(odd, { minSuccesses: 1 }), { x: list(int(1), int(2)) })]);
		expect(array).toContain("✗ main/n0[0]: Error: 1 is odd");
		expect(array.at(-1)).toContain("✓ m.main succeeded");
	});

	test("a dynamic alone tells of its nodes", async () => {
		const screen = new Screen();
		const progress = attachProgress(screen, { isTTY: false });
		const dyn = dynamic("m.dyn", [], () =>
			spec(
				graph([
					node(
						"dn0",
						task("m.a", [], () => 1),
					),
				]),
			),
		);
		await runEntity(dyn, noInputs, { executionId: "r1", onEvent: progress.listener });
		expect(screen.text.map((line) => line.replace(/in [\d.]+ s/, "in T"))).toEqual([
			"m.dyn started, run r1",
			"dyn/dn0 m.a started",
			"dyn/dn0 m.a succeeded in T",
			"✓ m.dyn succeeded in T: 2 task attempts, run r1",
		]);
	});
});

describe("layout", () => {
	test("durations", () => {
		expect([0, 440, 59_940, 59_960, 185_000, 7_620_000].map(durationText)).toEqual([
			"0.0 s",
			"0.4 s",
			"59.9 s",
			"1 min 00 s",
			"3 min 05 s",
			"2 h 07 min",
		]);
	});
	test("widths, cuts and names", () => {
		expect(columnsOf("漢字a")).toBe(5);
		expect(columnsOf("e\u0301")).toBe(1);
		expect(fitLine([{ text: "漢字" }, { text: "abc", style: (t) => `<${t}>` }], 6)).toBe("漢字<ab>");
		expect(shownName("examples.census.census.parse", 12)).toBe("…ensus.parse");
		expect(shownName(`${ESC}[31mred`, 12)).toBe("red");
		expect(bar(1, 3, 6)).toBe("██░░░░");
		expect(bar(0, 0, 3)).toBe("███");
	});
});

describe("the pace of many", () => {
	const queued = (i: number, at: number) =>
		({ type: "nodeQueued", path: `main/n${i}`, kind: "task", name: "m.many", at }) as const;
	const shown = (over: number, at: number) => {
		const model = new ProgressModel();
		for (let i = 0; i < 5000; i++) model.apply(queued(i, 1000));
		for (let i = 0; i < over; i++) {
			model.apply({ ...queued(i, 1000), type: "nodeStarted" });
			model.apply({ ...queued(i, at), type: "nodeSucceeded" });
		}
		return liveLines(model, 0, at - 1000, { columns: 100, lines: 10 }, picocolors.createColors(false))[1];
	};

	test("is said once enough is over, with the time that the rest will take", () => {
		expect(shown(5, 3000)).not.toContain("/s");
		expect(shown(500, 1100)).not.toContain("/s");
		expect(shown(1250, 3000)).toBe("  m.many  ████░░░░░░░░░░░░  1250/5000  625/s, 6.0 s left");
		expect(shown(20, 9000)).toContain("20/5000  2.5/s, 33 min 12 s left");
		expect(shown(5000, 9000)).not.toContain("left");
	});
});
