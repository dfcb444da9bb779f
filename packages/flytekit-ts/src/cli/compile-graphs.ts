import { readFileSync } from "node:fs";
import { sourceFrame } from "../errors/frame.js";
import { FlyteError, isFlyteError } from "../errors/index.js";
import { describeThrown, labelled } from "../errors/thrown.js";
import type { Entity, WorkflowEntity } from "../graph/entities.js";
import { casesOf, type Node } from "../graph/graph.js";
import { firstUserFrame } from "../loader/index.js";
import type { Program } from "./program.js";

/**
 * Runs `compile`, which evaluates workflow bodies. Whatever a body throws of its own becomes an error that points at its line:
 * the program is wrong then, nothing has run. Throws CLI_WORKFLOW_BODY, and errors of the graph as they are.
 */
export function compileGraphs<T>(program: Pick<Program, "files">, name: string, compile: () => T): T {
	try {
		return compile();
	} catch (thrown) {
		if (isFlyteError(thrown)) throw thrown;
		const said = describeThrown(thrown);
		const location = firstUserFrame(said.stack, program.files);
		throw new FlyteError("CLI_WORKFLOW_BODY", `the body of ${name} threw while its graph was made: ${labelled(said)}`, {
			...(location === undefined ? {} : { location, frame: frameOf(location) }),
			wayOut: "a workflow's body only wires calls together, before any value is known: do work inside tasks",
			cause: thrown,
		});
	}
}

/**
 * Makes the graphs of `entity` and of all workflows and launch plans that it calls, and a launch plan's own values: what is wrong
 * with one of them is found before anything runs. Dynamics make theirs of real values, when they run.
 */
export function compileAll(entity: Entity): void {
	const seen = new Set<Entity>();
	const waiting: Entity[] = [entity];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		if (seen.has(next) || next.entityKind === "task" || next.isReference) continue;
		seen.add(next);
		if (next.entityKind === "launchPlan") {
			void [next.defaultInputs, next.fixedInputs];
			waiting.push(next.workflow);
		} else {
			const { nodes, onFailure } = next.toGraph();
			for (const node of onFailure === undefined ? nodes : [...nodes, onFailure]) addCalled(node, waiting);
		}
	}
}

/**
 * Refuses a workflow that calls another one by reference, itself or through those that it calls: Flyte registers a sub-workflow's
 * content with it. Throws GRAPH_REFERENCE, where serialize would refuse it too.
 */
export function refuseReferenceCalls(workflow: WorkflowEntity): void {
	const seen = new Set<WorkflowEntity>([workflow]);
	for (const within of seen) {
		const { nodes, onFailure } = within.toGraph();
		const waiting = [...nodes, ...(onFailure === undefined ? [] : [onFailure])];
		for (let node = waiting.shift(); node !== undefined; node = waiting.shift()) {
			waiting.push(...casesOf(node.target));
			if (node.target.kind !== "workflow") continue;
			const called = node.target.workflow;
			if (!called.isReference) {
				seen.add(called);
				continue;
			}
			const what = `workflow ${within.name} calls workflow ${called.name}, which is a reference`;
			throw new FlyteError("GRAPH_REFERENCE", what, {
				entity: within.name,
				node: node.id,
				...(node.location === undefined ? {} : { location: node.location }),
				wayOut:
					"refer to its launch plan instead: referenceLaunchPlan; a sub-workflow's content is part of what is registered",
			});
		}
	}
}

function addCalled({ target }: Node, to: Entity[]): void {
	switch (target.kind) {
		case "workflow":
			to.push(target.workflow);
			break;
		case "launchPlan":
			to.push(target.launchPlan);
			break;
		case "array":
			to.push(target.element);
			break;
		case "branch":
			for (const { node } of target.cases) addCalled(node, to);
			if (target.otherwise?.kind === "node") addCalled(target.otherwise.node, to);
	}
}

function frameOf(at: { readonly file: string; readonly line: number; readonly column: number }): string {
	try {
		return sourceFrame(readFileSync(at.file, "utf8"), at.line, at.column);
	} catch {
		return ""; // the file went away meanwhile
	}
}
