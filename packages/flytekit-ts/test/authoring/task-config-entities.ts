import { dynamic, type Inputs, type Int, mapTask, task, workflow } from "flytekit-ts";
import { FunctionTask } from "flytekit-ts/plugin";

class Cluster {
	readonly workers: number;
	constructor(workers: number) {
		this.workers = workers;
	}
}

class ClusterTask extends FunctionTask {
	override getCustom() {
		return { workers: (this.taskConfig as Cluster).workers };
	}
}

/** As a plugin's factory would. */
function clustered(fn: (inputs: { x: Int }) => Int): FunctionTask<{ x: Int }, Int> {
	const setup = { taskFunction: fn as never, options: {}, factory: "clustered", above: clustered };
	return new ClusterTask({ ...setup, taskConfig: new Cluster(1) }) as never;
}

export const plain = task(({ x }: { x: Int }): Int => x);
export const fit = clustered(({ x }: { x: Int }): Int => x + 1);
const four = () => ({ taskConfig: new Cluster(4) });

export const wide = workflow(({ x }: Inputs<{ x: Int }>) => fit({ x }).withOverrides(four()));
export const twice = workflow(({ x }: Inputs<{ x: Int }>) =>
	fit({ x: fit({ x }).withOverrides(four()) }).withOverrides(four()),
);
export const differing = workflow(({ x }: Inputs<{ x: Int }>) =>
	fit({ x: fit({ x }).withOverrides(four()) }).withOverrides({ taskConfig: new Cluster(8) }),
);
export const narrow = workflow(({ x }: Inputs<{ x: Int }>) => fit({ x }));
export const mapped = workflow(({ xs }: Inputs<{ xs: Int[] }>) => mapTask(fit)({ x: xs }));
export const own = workflow(({ x }: Inputs<{ x: Int }>) => fit({ x }).withOverrides({ taskConfig: new Cluster(1) }));
export const atRunTime = dynamic(({ x }: { x: Int }) => {
	fit({ x }).withOverrides(four());
	return fit({ x }).withOverrides({ taskConfig: new Cluster(8) });
});
export const alike = dynamic(({ x }: { x: Int }) => fit({ x: fit({ x }).withOverrides(four()) }).withOverrides(four()));
