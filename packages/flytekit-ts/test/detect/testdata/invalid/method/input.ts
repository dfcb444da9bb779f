import { task } from "flytekit-ts";

interface Dog {
	name: string;
	bark(): void;
}

export const train = task(({ d }: { d: Dog }) => d.name);
