import { duration, type Duration, type Int, task } from "flytekit-ts";

const LIMIT = 10;

/** A class that is data: what its fields begin with is what a reader takes where a writer left them out. */
class Settings {
	name!: string;
	limit: Int = LIMIT;
	label = "plain";
	tag: string | null = null;
	attrs: Record<string, Int> = {};
	list: number[] = [1, 2];
	wait: Duration = duration("5m");
	/** Not a constant: no default. */
	made: number = Math.random();
	maybe?: string;
}

export const echo = task(({ settings }: { settings: Settings }) => settings);
