import type { TaskEntity } from "./entities.js";

interface Made {
	unfiled: WeakRef<TaskEntity>[];
	/** Names are known only after the types were read, so tasks are filed when somebody looks. */
	readonly byName: Map<string, WeakRef<TaskEntity>[]>;
}

/*
 * The tasks that a program made. A graph or a message says names only; whoever gets one in another thread or process finds
 * the task itself here, exported or not. Weakly held: a factory's tasks go when nobody else has them. One list for all copies of
 * this package: a program may import another than the one that runs it.
 */
const KEY = Symbol.for("flytekit-ts.made-tasks");
const shared = globalThis as { [KEY]?: Made };
shared[KEY] ??= { unfiled: [], byName: new Map() };
const made = shared[KEY];

/** Remembers a task that was just made. */
export function taskMade(task: TaskEntity): void {
	made.unfiled.push(new WeakRef(task));
}

/** Tasks of that name that are still there, in the order in which they were made; several where a factory made them. */
export function madeTasks(name: string): readonly TaskEntity[] {
	const unnamed: WeakRef<TaskEntity>[] = [];
	for (const ref of made.unfiled) {
		const task = ref.deref();
		if (task === undefined) continue;
		const own = nameOf(task);
		if (own === undefined) unnamed.push(ref);
		else made.byName.set(own, [...(made.byName.get(own) ?? []), ref]);
	}
	made.unfiled = unnamed;
	return (made.byName.get(name) ?? []).flatMap((ref) => ref.deref() ?? []);
}

function nameOf(task: TaskEntity): string | undefined {
	try {
		return task.name;
	} catch {
		return undefined; // its types have not been read yet
	}
}
