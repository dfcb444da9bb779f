import type { TaskEntity } from "./entities.js";

/*
 * The tasks that a program made. A graph or a message says names only; whoever gets one in another thread or process finds
 * the task itself here, exported or not. Weakly held: a factory's tasks go when nobody else has them.
 */
let unfiled: WeakRef<TaskEntity>[] = [];
/** Names are known only after the types were read, so tasks are filed when somebody looks. */
const byName = new Map<string, WeakRef<TaskEntity>[]>();

/** Remembers a task that was just made. */
export function taskMade(task: TaskEntity): void {
	unfiled.push(new WeakRef(task));
}

/** Tasks of that name that are still there, in the order in which they were made; several where a factory made them. */
export function madeTasks(name: string): readonly TaskEntity[] {
	const unnamed: WeakRef<TaskEntity>[] = [];
	for (const ref of unfiled) {
		const task = ref.deref();
		if (task === undefined) continue;
		const own = nameOf(task);
		if (own === undefined) unnamed.push(ref);
		else byName.set(own, [...(byName.get(own) ?? []), ref]);
	}
	unfiled = unnamed;
	return (byName.get(name) ?? []).flatMap((ref) => ref.deref() ?? []);
}

function nameOf(task: TaskEntity): string | undefined {
	try {
		return task.name;
	} catch {
		return undefined; // its types have not been read yet
	}
}
