import { type FlyteExecution, lastElements, type NodeTree } from "flytekit-ts/remote";
import type { Bench } from "../runner/case.js";
import type { Run } from "../runner/flyte.js";
import type { Ending, Failure, NodeEnding } from "./ending.js";
import { literalsAsJson } from "./literals.js";
import type { Program } from "./table.js";

/** How long one execution may take, among all the others. */
const LIMIT_MS = 600_000;

/** Runs a program on the lab and says how it ended. */
export async function endingOnFlyte(program: Program, bench: Bench): Promise<Ending> {
	let last: FlyteExecution | undefined;
	for (let i = 0; i < (program.times ?? 1); i++) {
		const run = await bench.launch(program.entity, program.inputs ?? {});
		await answer(run, program.answers ?? {});
		last = await (await bench.remote.fetchExecution(run.name)).wait({ timeoutMs: LIMIT_MS });
	}
	const execution = last as FlyteExecution;
	const { phase, error } = execution;
	return {
		phase: phase as Ending["phase"],
		...(error === undefined ? {} : { error: failure(error) }),
		outputs: phase === "SUCCEEDED" ? literalsAsJson(await execution.outputLiterals()) : {},
		nodes: withoutCases(nodesOf(await execution.nodes(), "")),
	};
}

/** Answers each gate once it is there; those whose answer is a function are left alone. */
async function answer(run: Run, answers: Readonly<Record<string, unknown>>): Promise<void> {
	for (const [gate, value] of Object.entries(answers)) {
		if (typeof value === "function") continue;
		for (const end = Date.now() + LIMIT_MS; !(await run.signals()).includes(gate); ) {
			if (Date.now() > end) throw new Error(`waited in vain for gate ${gate}`);
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
		if (value === true) await run.approve(gate);
		else if (value === false) await run.reject(gate);
		else await run.set(gate, value);
	}
}

function failure({ code, kind }: Failure): Failure {
	return { code, kind };
}

function nodesOf(trees: readonly NodeTree[], above: string): Record<string, NodeEnding> {
	const nodes: Record<string, NodeEnding> = {};
	for (const { node, attempts, children, launched } of trees) {
		const path = above === "" ? node.specNodeId : `${above}/${node.specNodeId}`;
		const elements = attempts.flatMap((attempt) => lastElements(attempt));
		const inside = nodesOf(launched ?? children, path);
		nodes[path] = {
			phase: node.phase,
			...(node.error === undefined ? {} : { error: failure(node.error) }),
			attempts: node.isArray
				? []
				: attempts.map(({ phase, error }) => (phase === "SUCCEEDED" ? "ok" : said(error, phase))),
			...(node.isArray && node.phase === "SUCCEEDED"
				? { elements: elements.map(({ attempt, phase }) => `${phase} ${attempt}`) }
				: {}),
		};
		Object.assign(nodes, inside);
	}
	return nodes;
}
function said(error: Failure | undefined, phase: string): string {
	if (error === undefined) return phase === "ABORTED" ? "stopped" : phase;
	return `${error.code} (${error.kind})`;
}

/**
 * A conditional `n1` and the case that it took, `n1-n0` below it, as one node: what the case did is the conditional's. What is
 * below the case is below `n1/n0`.
 */
function withoutCases(nodes: Readonly<Record<string, NodeEnding>>): Record<string, NodeEnding> {
	const merged: Record<string, NodeEnding> = {};
	for (const [path, node] of Object.entries(nodes)) {
		const ids = path.split("/");
		const isCase = (k: number) => k > 0 && (ids[k] as string).startsWith(`${ids[k - 1]}-`);
		const names = ids.map((id, k) => (isCase(k) ? id.slice((ids[k - 1] as string).length + 1) : id));
		let owner = ids.length - 1;
		while (isCase(owner)) owner--;
		const name = names.slice(0, owner + 1).join("/");
		const conditional = merged[name];
		if (owner === ids.length - 1 || conditional === undefined) merged[names.join("/")] = node;
		else {
			if (conditional.phase !== node.phase) throw new Error(`${name} is ${conditional.phase}, its case ${node.phase}`);
			merged[name] = { ...conditional, attempts: [...conditional.attempts, ...node.attempts] };
		}
	}
	return merged;
}
