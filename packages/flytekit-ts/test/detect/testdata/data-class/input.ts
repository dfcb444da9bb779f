import { type Int, task } from "flytekit-ts";

class Animal {
	static kingdom = "animalia";
	legs: Int = 4;
}

class Dog extends Animal {
	constructor(
		public name: string,
		readonly born: Date,
	) {
		super();
	}
}

export const pet = task(({ dog }: { dog: Dog }) => dog);
