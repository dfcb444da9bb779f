import type { FlyteRemote } from "flytekit-ts/remote";
import { type Deployment, literalMap } from "./deployment.js";
import { flow } from "./entities.js";

const int = (value: number) => ({ kind: "integer", value: BigInt(value) }) as const;

/** An execution that failed in its second node. */
export async function failedExecution(server: Deployment, remote: FlyteRemote, name: string): Promise<void> {
	await remote.execute(flow, { name: "a" }, { name, tags: ["t"], labels: { team: "data" } });
	const execution = server.execution(name);
	execution.nodes = [
		{
			id: "n0",
			phase: "SUCCEEDED",
			attempts: [
				{ phase: "RETRYABLE_FAILED", error: { code: "x", message: "Error: not yet\n    at a.ts:1" } },
				{ phase: "SUCCEEDED", logs: [{ name: "log", uri: "https://logs/n0" }] },
			],
			inputs: literalMap({ x: int(1) }),
			outputs: literalMap({ o0: int(2) }),
		},
		{ id: "n1", phase: "FAILED", attempts: [{ phase: "FAILED", error: { code: "y", message: "Error: never" } }] },
	];
	execution.fail("USER:Error", "Error: never");
}
