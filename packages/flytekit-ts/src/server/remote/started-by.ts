import { EAGER_LABEL } from "../../remote/eager/labels.js";
import type { FlyteRemote, NodeTree } from "../../remote/index.js";
import type { RunView } from "../view-model.js";
import { executionView } from "./execution-view.js";

/** Executions that a node started, of which it is told at most. */
const STARTED = 50;

/** The executions that a launch plan's node, or an eager task, has started. */
export async function startedBy(remote: FlyteRemote, { node, spec }: NodeTree): Promise<readonly RunView[]> {
	if (node.launched !== undefined) return [executionView(await remote.fetchExecution(node.launched))];
	if (spec?.target.kind !== "task" || spec.target.task.metadata.isEager !== true) return [];
	const { name } = node.id.execution;
	const filters = `value_in(execution_tag.key,${EAGER_LABEL})+value_in(execution_tag.value,${name})`;
	const { items } = await remote.listExecutions({ filters, limit: STARTED });
	// of an execution with several eager tasks, each has those that name it as their parent
	return items
		.filter(({ record: own }) => own.labels.get(EAGER_LABEL) === name)
		.filter(({ record: own }) => own.parent === undefined || own.parent.nodeId === node.id.nodeId)
		.map(executionView);
}
