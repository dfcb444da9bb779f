import type { AskRecord } from "../../engine/journal/record.js";
import type { RunStore } from "../../engine/journal/run-store.js";
import { FlyteError, plainLine } from "../../errors/index.js";
import { nearest } from "../../errors/nearest.js";
import { currentConvert } from "../../graph/runner-port.js";
import { describeType, guessNativeType, type Literal, toLiteral } from "../../types/index.js";
import { decodeLiteralType, encodeLiteral } from "../../wire/literals.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { type Answer, answerOf, answerValue } from "../inputs/gate-answer.js";
import type { Io } from "../io.js";
import { jsonText } from "../output/result-json.js";
import { keepOutputs } from "../run/kept-run.js";
import { READING, withStore } from "../store/open-existing.js";

/** Answers a gate of a run, or without GATE lists those that wait: `tsflyte signal RUN [GATE]`. */
export async function localSignal(args: ParsedArgs, io: Io): Promise<ExitCode> {
	const [run = "latest", name] = args.positionals;
	const answer = answerOf(args, name, "tsflyte signal RUN GATE");
	const json = switchOf(args, "json");
	return withStore(args, io, READING, async (store) => {
		const { summary } = store.run(run);
		const { id } = summary;
		const waiting = waitingGates(store, id);
		if (name === undefined || answer === undefined) {
			const shown = waiting.map(({ name, path, ask, expects }) => ({
				gate: name,
				node: path,
				asks: ask,
				type: describeType(guessNativeType(decodeLiteralType(expects))),
			}));
			if (json) io.stdout.write(`${jsonText(shown)}\n`);
			else if (shown.length === 0) io.stderr.write(`no gate of run ${id} waits\n`);
			else
				io.stdout.write(
					shown.map((one) => `${plainLine(one.gate, 80)}  ${one.asks}  ${one.type}  ${one.node}\n`).join(""),
				);
			return EXIT.ok;
		}
		const gate = waiting.find((one) => one.name === name || one.path === name || one.path.endsWith(`/${name}`));
		if (gate === undefined) throw noGate(id, name, waiting);
		keepOutputs(store.path, id);
		store.answer(id, gate.name, encodeLiteral(await literalOf(gate, answer, io.cwd)));
		const done = { approve: "approved", reject: "rejected", value: "set" }[answer.kind];
		const later = summary.state === "running" ? "" : `; it is ${summary.state}: tsflyte recover ${id} goes on with it`;
		if (json) io.stdout.write(`${jsonText({ run: id, gate: gate.name, done })}\n`);
		else io.stderr.write(`${done} ${plainLine(gate.name, 80)} of run ${id}${later}\n`);
		return EXIT.ok;
	});
}

/** Gates that have asked and are not over. */
function waitingGates(store: RunStore, id: string): readonly AskRecord[] {
	const waiting = new Map<string, AskRecord>();
	store.records(id, (record) => {
		if (record.type === "ask") waiting.set(record.path, record);
		else if (record.type === "call") waiting.delete(record.path);
	});
	return [...waiting.values()].filter(({ name }) => store.answerTo(id, name) === undefined);
}

async function literalOf(gate: AskRecord, answer: Answer, cwd: string): Promise<Literal> {
	const type = guessNativeType(decodeLiteralType(gate.expects));
	if (gate.ask === "approve") {
		if (answer.kind === "value") throw unfit(gate, "asks for yes or no", "--approve or --reject");
		return { kind: "boolean", value: answer.kind === "approve" };
	}
	if (answer.kind !== "value") throw unfit(gate, `waits for a value (${describeType(type)})`, "--value JSON");
	return toLiteral(answerValue(answer.json, type, cwd), type, currentConvert(), `signal ${gate.name}`);
}

function unfit({ name }: AskRecord, what: string, wayOut: string): FlyteError {
	return new FlyteError("CLI_USAGE", `gate ${JSON.stringify(name)} ${what}`, { wayOut });
}

function noGate(id: string, name: string, waiting: readonly AskRecord[]): FlyteError {
	const names = waiting.map((one) => one.name);
	const near = nearest(name, names);
	const all = names.length === 0 ? "none of its gates waits" : `those that wait: ${names.join(", ")}`;
	return new FlyteError("JOURNAL_NO_RUN", `run ${id} has no gate ${JSON.stringify(name)} that waits`, {
		wayOut: near === undefined ? all : `did you mean ${near}? ${all}`,
	});
}
