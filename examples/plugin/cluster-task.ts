import {
	checkOptions,
	type ExecutionContext,
	type ExtendedResourcesSpec,
	FunctionTask,
	type In,
	type Params,
	type SerializationSettings,
	splitArguments,
	TASK_OPTIONS,
	type TaskOptions,
} from "flytekit-ts/plugin";

/** What a task on the made-up "Hive" compute cluster asks for, beside what every task may ask. */
export interface HiveOptions extends TaskOptions {
	/** Machines that the cluster starts for one run. */
	readonly workers: number;
	/** A device of each machine, such as "nvidia-l4". */
	readonly device?: string;
}

/** What a body finds in its context: `currentContext<{ hive: Hive }>()`. */
export interface Hive {
	readonly workers: number;
}

/** A task that a backend plugin named "hive" runs on several machines; here it runs as any task does. */
export class HiveTask<I, O> extends FunctionTask<I, O> {
	private get hive(): HiveOptions {
		return this.taskConfig as HiveOptions;
	}

	/** The body sees the cluster that it runs on. flytekit: builder().add_attr("hive", ..).build(). */
	override preExecute(context: ExecutionContext) {
		return context.with({ hive: { workers: this.hive.workers } satisfies Hive });
	}

	/** What the backend plugin reads. */
	override getCustom(_settings: SerializationSettings) {
		return { workers: this.hive.workers, entry: this.name };
	}
	override getConfig(settings: SerializationSettings) {
		return new Map([...(super.getConfig(settings) ?? []), ["hive/protocol", "2"]]);
	}
	override getExtendedResources(settings: SerializationSettings): ExtendedResourcesSpec | undefined {
		const { device } = this.hive;
		return { ...super.getExtendedResources(settings), ...(device === undefined ? {} : { gpuAccelerator: { device } }) };
	}
}

/** Makes a {@link HiveTask} of a function, as `task()` makes a task: name and interface are detected all the same. */
export function hiveTask<A extends Params, R>(
	options: HiveOptions,
	fn: (...inputs: A) => R,
): HiveTask<In<A>, Awaited<R>>;
export function hiveTask(...args: readonly unknown[]): HiveTask<unknown, unknown> {
	const { options, fn } = splitArguments<HiveOptions, (inputs: object) => unknown>("hiveTask", args);
	checkOptions("hiveTask", options, [...TASK_OPTIONS, "workers", "device"]);
	const { workers, device, ...others } = options;
	return new HiveTask({
		taskFunction: fn,
		options: others,
		taskConfig: { workers, device },
		taskType: "hive",
		factory: "hiveTask",
		above: hiveTask,
	});
}
