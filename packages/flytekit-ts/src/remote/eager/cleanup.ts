import { isFlyteError } from "../../errors/index.js";
import { executionKey, listExecutions, terminateExecution } from "../../wire/admin/index.js";
import type { RemoteSession } from "../session.js";
import { EAGER_LABEL } from "./labels.js";

/** Milliseconds between two looks at what is left. */
const PAUSE = 1000;
/** Looks before it gives up: what was told to stop may take its time. */
const LOOKS = 30;

/**
 * Stops all that eager tasks of an execution have started and left running; resolves when nothing of it runs any more.
 * flytekit: EagerFailureHandlerTask.dispatch_execute.
 */
export async function stopStarted(session: RemoteSession, execution: string): Promise<void> {
	const { transport, project, domain } = session;
	const filters = [
		`value_in(execution_tag.key,${EAGER_LABEL})`,
		`value_in(execution_tag.value,${execution})`,
		"value_in(phase,UNDEFINED;QUEUED;RUNNING)",
	].join("+");
	for (let look = 0; look < LOOKS; look++) {
		const { items } = await listExecutions(transport, { project, domain }, { limit: 100, filters });
		const left = items.filter(({ labels }) => labels.get(EAGER_LABEL) === execution);
		if (left.length === 0) return;
		for (const { id } of left) {
			console.error(`stopping ${executionKey(id)}, which an eager task of ${execution} has left running`);
			try {
				await terminateExecution(transport, id, `clean up by parent eager execution ${execution}`);
			} catch (error) {
				if (!isFlyteError(error)) throw error;
				console.error(error.message); // ended meanwhile, or asked again at the next look
			}
		}
		await session.clock.sleep(PAUSE);
	}
	console.error(`executions that eager tasks of ${execution} have started did not stop within ${LOOKS} looks`);
}
