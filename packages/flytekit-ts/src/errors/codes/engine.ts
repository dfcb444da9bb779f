/** Codes of engine/: the code, and in one or two sentences what it means and why it is refused. */
export const engineCodes = {
	ENGINE_INTERNAL: "A state the package itself should have prevented. Please report it with the message.",
	ENGINE_TASK_FAILED:
		"A task's body threw, or its inputs or outputs did not convert. The message names the node's path and carries what was thrown.",
	ENGINE_NEVER_SETTLED:
		"Nothing was left that could wake the process up, while a task's promise was still pending: it would have waited forever, or the process ended as if all were well.",
	ENGINE_NODE_FAILED: "What a failure handler is told: the node that failed, and its message.",
	ENGINE_UNHANDLED_REJECTION:
		"A promise that a task started and nobody awaited was rejected. The task it came from is charged with it.",
	ENGINE_ABORTED: "The run was stopped from outside, or this part of it because another part had failed.",
	ENGINE_NO_BODY: "A task has no function here: it came from a message, or only a cluster can run its type.",
	ENGINE_NO_LITERALS: "A task's dispatchExecute resolved to something that is neither a map of literals nor a graph.",
	ENGINE_REFERENCE: "A reference names an entity that is registered on a cluster; there is nothing to run here.",
	ENGINE_INPUT_MISSING: "A workflow's or launch plan's input has neither a value nor a default.",
	ENGINE_INPUT_UNKNOWN: "A value was given for an input that the entity does not have.",
	ENGINE_FIXED_INPUT: "A value was given for an input that the launch plan fixes.",
	ENGINE_OUTPUT_MISSING: "A binding asks for an output that the node did not produce.",
	ENGINE_NODE_UNKNOWN: "A binding or an order names a node that the graph does not have.",
	ENGINE_NODE_DUPLICATE: "Two nodes of one graph have the same id; Flyte would silently keep one of them.",
	ENGINE_CYCLE: "Nodes wait for each other in a circle: none of them could ever start.",
	ENGINE_DEPTH:
		"Workflows and dynamics call each other deeper than the limit. Almost always a recursion that does not end.",
	ENGINE_CONDITION: "A conditional compared what Flyte cannot compare: no value, no primitive, or two different types.",
	ENGINE_BRANCH_NONE: "No case of a conditional held, and it has no else.",
	ENGINE_BRANCH_FAIL: "No case of a conditional held, and its else says to fail.",
	ENGINE_ARRAY_INPUT: "A mapped task needs list inputs of one length, with no fewer elements than must succeed.",
	ENGINE_ARRAY_FAILED: "More elements of a mapped task failed than its minimum of successes allows.",
	ENGINE_GATE: "A gate waits for a person, and this run has no way to ask one.",
	ENGINE_GATE_REJECTED: "The person asked by an approval gate said no.",
	ENGINE_GATE_TIMEOUT: "A gate's answer did not come within its time.",
	ENGINE_CACHE_WAIT:
		"Cached calls wait for each other's results in a circle. Each would be made once the other was there, so neither ever is.",
	ENGINE_OPTION: "An option of a run has a value that means nothing.",
} as const;
