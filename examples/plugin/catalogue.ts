import type {
	AutoContainerTask,
	ImportModule,
	ResolvableTask,
	SerializationSettings,
	TaskResolver,
} from "flytekit-ts/plugin";

/** Tasks by names of one's own instead of modules and exports: a container asks the catalogue. */
class Catalogue implements TaskResolver {
	readonly location = "examples.plugin.catalogue";
	private readonly tasks = new Map<string, ResolvableTask>();

	/** Enters a task; its container will be told this name. */
	add<T extends AutoContainerTask>(name: string, task: T): T {
		this.tasks.set(name, task);
		task.setResolver(this);
		return task;
	}

	loaderArgs(_settings: SerializationSettings, task: ResolvableTask): readonly string[] {
		for (const [name, entered] of this.tasks) if (entered === task) return ["catalogue", name];
		throw new Error(`${task.name} is not in the catalogue`);
	}

	async loadTask([, name = ""]: readonly string[], _importModule: ImportModule): Promise<unknown> {
		const found = this.tasks.get(name);
		if (found === undefined)
			throw new Error(`the catalogue has no "${name}"; it has ${[...this.tasks.keys()].join(", ")}`);
		return found;
	}
}

/** The one catalogue of this program. */
export const catalogue = new Catalogue();
