import { FlyteFile, task } from "flytekit-ts";

class Dog {
	name = "Rex";
}

export const classes = task(() => ({ file: FlyteFile, dog: Dog }));
