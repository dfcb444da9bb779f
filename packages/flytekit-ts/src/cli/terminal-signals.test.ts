import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { currentConvert } from "../graph/runner-port.js";
import "../index.js"; // binds the stores that values are converted with
import type { SignalPort, SignalRequest } from "../engine/index.js";
import type { Io, Sink } from "./io.js";
import { terminalSignals } from "./terminal-signals.js";

function terminal(isTTY = true) {
	const keys = Object.assign(new PassThrough(), { isTTY });
	const said: string[] = [];
	const sink: Sink = {
		write: (text) => void said.push(text),
		isTTY: true,
		columns: 80,
		color: false,
		stream: process.stderr,
		flush: async () => {},
	};
	const io: Io = { cwd: "/", env: {}, stdin: { kind: "none", stream: keys }, stdout: sink, stderr: sink };
	let quiet = 0;
	const port = terminalSignals(io, currentConvert(), () => quiet++) as SignalPort;
	return { keys, said, port, quietened: () => quiet };
}
const about = (signal: string, more: Partial<SignalRequest> = {}): SignalRequest => ({
	kind: "signal",
	signal,
	nodePath: "main/n1",
	executionId: "e",
	type: { kind: "simple", simple: "integer" },
	...more,
});
const approval = about("ship-it", {
	kind: "approve",
	type: { kind: "simple", simple: "boolean" },
	value: { kind: "integer", value: 11n },
});
const open = new AbortController().signal;

describe("gates at the terminal", () => {
	it("takes a value as a flag would, and asks again until it fits", async () => {
		const { keys, said, port, quietened } = terminal();
		const answer = port.ask(about("limit"), open);
		keys.write("much\n");
		await expect.poll(() => said.length).toBeGreaterThan(2);
		keys.write("5\n");
		expect(await answer).toEqual({ kind: "integer", value: 5n });
		expect(said[0]).toMatch(/^"limit" \(main\/n1\), (?:Int|bigint): $/);
		expect(said[1]).toMatch(/^expected .*, got "much"/);
		expect(quietened()).toBe(1);
	});
	it("takes y and n for an approval, showing what is approved", async () => {
		const { keys, said, port } = terminal();
		const yes = port.ask(approval, open);
		keys.write("y\n");
		expect(await yes).toEqual({ kind: "boolean", value: true });
		const no = port.ask(approval, open);
		keys.write("No\n");
		expect(await no).toEqual({ kind: "boolean", value: false });
		expect(said[0]).toBe('approve "ship-it" (main/n1): 11? [y/n] ');
	});
	it("asks one question at a time", async () => {
		const { keys, said, port } = terminal();
		const first = port.ask(about("a"), open);
		const second = port.ask(about("b"), open);
		await expect.poll(() => said.length).toBe(1);
		keys.write("1\n");
		expect(await first).toMatchObject({ value: 1n });
		await expect.poll(() => said.length).toBe(2);
		keys.write("2\n");
		expect(await second).toMatchObject({ value: 2n });
	});
	it("takes the question back when the run stops, and ends with the terminal", async () => {
		const { keys, port } = terminal();
		const stop = new AbortController();
		const answer = port.ask(about("limit"), stop.signal);
		stop.abort(new Error("stopped"));
		await expect(answer).rejects.toThrow("stopped");
		const other = port.ask(about("limit"), open);
		keys.end();
		await expect(other).rejects.toThrow("the terminal was closed");
	});
	it("is not there where nobody could answer", () => {
		expect(terminal(false).port).toBeUndefined();
	});
});
