/** Codes of graph/: the code, and in one or two sentences what it means and why it is refused. */
export const graphCodes = {
	GRAPH_INTERNAL: "A state the package itself should have prevented. Please report it with the message.",
	GRAPH_NO_RUNNER: "A call at top level found no engine to run it: only a part of the package was loaded.",
	GRAPH_NOT_PROMISED: "Something that no call returned was given where a call's result is needed.",
	GRAPH_NO_ATTRIBUTE: "A promised value's type has no such field, key or element.",
	GRAPH_PROMISE_AS_VALUE:
		"A node's output was used as a value while the graph is being made. It has no value until the graph runs.",
	GRAPH_PROMISED_IN_STRUCT:
		"A struct was given with a promised part in it. On the wire a struct is one value, which only a task can put together.",
	GRAPH_BINDING_TYPE:
		"A promised value was bound where its type does not fit; Flyte's compiler would refuse the graph.",
	GRAPH_OTHER_GRAPH: "A promised value or node of one body was used in another.",
	GRAPH_INPUTS: "A call left inputs out, or gave some that the callee does not have.",
	GRAPH_OUTPUTS: "A body returned something else than its declared outputs.",
	GRAPH_OVERRIDE: "withOverrides was given something it cannot say.",
	GRAPH_RESOURCES: "A resource is no quantity that Kubernetes reads.",
	GRAPH_SEALED: "A call or change came after the body's graph was finished, so it would have been lost.",
	GRAPH_DUPLICATE_ID:
		"Two nodes of one graph have the same id. Flyte drops one of them silently, so it is refused here.",
	GRAPH_ASYNC_BODY: "A workflow's body is async. It only wires calls together, so there is nothing to wait for.",
	GRAPH_LOCAL_CONSTANT: "A static workflow holds a value that would have to be uploaded when it is compiled.",
	GRAPH_CYCLE: "Nodes, or workflows that call each other, form a circle: none of them could ever start.",
	GRAPH_BRANCH: "A conditional says something that Flyte's engine cannot decide or run, or it was not finished.",
	GRAPH_GATE: "A gate was given something that it cannot wait for, or that nobody could approve.",
	GRAPH_FAILURE_HANDLER:
		"A workflow's onFailure entity does not take the workflow's inputs, or wants more than what failed beside them.",
	GRAPH_FOLD:
		'A dynamic that must fold (fold: "require") makes many calls that cannot become elements of one array node, or what folding was told is none of its modes.',
	GRAPH_REFERENCE: "What a reference stands for lives on a cluster: it cannot be compiled or run here.",
} as const;
