import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Bench, type Case, story } from "./case.js";
import { everyNode, type NodeRecord } from "./flyte.js";

/** What came of a case. */
export interface Outcome {
	readonly name: string;
	/** Undefined when it passed. */
	readonly problem: string | undefined;
	readonly seconds: number;
	/** Executions it started. */
	readonly executions: readonly string[];
}

/** A case's own bench, and what its executions look like by now. */
export interface CaseBench {
	readonly bench: Bench;
	readonly started: readonly string[];
	nodesOf(execution: string): Promise<readonly NodeRecord[]>;
}

/** Cases at a time: enough to keep the lab's pods busy while some only wait, few enough for the time limits that they test. */
const WIDTH = 24;

/** Runs the cases side by side, then those that must be alone, one by one. Tells of each as it ends. */
export async function runCases(
	cases: readonly Case[],
	benchFor: (one: Case, index: number) => CaseBench,
	tell: (outcome: Outcome) => void,
): Promise<Outcome[]> {
	const run = async (one: Case) => {
		const outcome = await runCase(one, benchFor(one, cases.indexOf(one)));
		tell(outcome);
		return outcome;
	};
	const outcomes: Outcome[] = [];
	const inTurn = async (rest: Iterator<Case>) => {
		for (let next = rest.next(); next.done !== true; next = rest.next()) outcomes.push(await run(next.value));
	};
	const together = cases.filter(({ alone }) => alone !== true).values();
	await Promise.all(Array.from({ length: WIDTH }, () => inTurn(together)));
	await inTurn(cases.filter(({ alone }) => alone === true).values());
	return outcomes;
}

async function runCase(one: Case, { bench, started, nodesOf }: CaseBench): Promise<Outcome> {
	const start = Date.now();
	let problem: string | undefined;
	try {
		await one.run(bench);
	} catch (error) {
		const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
		const parts = await Promise.all(started.map((name) => whatHappened(name, nodesOf)));
		problem = [reason, ...parts].join("\n");
	}
	return { name: one.name, problem, seconds: (Date.now() - start) / 1000, executions: [...started] };
}

/** The phases of an execution's nodes and the end of what its pods printed. */
async function whatHappened(name: string, nodesOf: CaseBench["nodesOf"]): Promise<string> {
	try {
		const nodes = await nodesOf(name);
		const logs = everyNode(nodes).flatMap(({ attempts }) => attempts.flatMap((attempt) => attempt.logs));
		return [`execution ${name}:`, ...story(nodes), ...logs.slice(0, 12).map(endOfLog)].join("\n  ");
	} catch (error) {
		return `execution ${name} cannot be read back: ${String(error)}`;
	}
}

function endOfLog(uri: string): string {
	if (!uri.startsWith("file:")) return `log ${uri}`;
	const file = fileURLToPath(uri);
	const text = existsSync(file)
		? readFileSync(file, "utf8").trimEnd().split("\n").slice(-15).join("\n    ")
		: "not there";
	return `log ${file}:\n    ${text}`;
}
